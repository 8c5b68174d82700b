import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Factors } from "../factors/factors.ts";
import type { Inputs } from "../inputs.ts";

/** Which functions of the outputs factors are asked for. */
export interface FactorOptions extends EngineOptions {
  /** C [Q, O], whose rows are the functions Σ_o C[q, o] f_o. Default: the identity, all outputs. */
  readonly cotangents?: Matrix | undefined;
}

/**
 * Anything that has Jacobian factors: a finite network with its parameters, or a model of another
 * engine.
 */
export interface FactorSource {
  /** O. */
  readonly outputs: number;
  /** About how many bytes the factors of one example take, with what is needed to compute them. */
  bytesPerExample(cotangents: number): number;
  factors(x: Inputs, options?: FactorOptions): Promise<Factors>;
}
