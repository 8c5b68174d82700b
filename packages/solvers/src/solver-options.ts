import { plainEngine } from "@ntkit/linalg";
import type { CallOptions, Engine } from "@ntkit/linalg";

/** What every solver that does heavy work takes as its last argument. */
export interface SolverOptions extends CallOptions {
  /** What computes the products and factorisations. Default `plainEngine`. */
  readonly engine?: Engine | undefined;
}

/** The engine, with its default, and the signal to pass on to each of its calls. */
export interface ResolvedOptions {
  readonly engine: Engine;
  readonly signal: AbortSignal | undefined;
}

/** Options with the default engine filled in. */
export function resolveOptions({ engine = plainEngine, signal }: SolverOptions): ResolvedOptions {
  return { engine, signal };
}
