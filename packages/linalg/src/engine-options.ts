import type { CallOptions, Engine } from "./engine.ts";

/** Options of computations that can run on any engine. */
export interface EngineOptions extends CallOptions {
  /** What computes products and factors. Default: `plainEngine`. */
  readonly engine?: Engine | undefined;
}
