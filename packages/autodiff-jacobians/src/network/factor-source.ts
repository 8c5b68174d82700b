import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Factors } from "../factors/factors.ts";
import type { Inputs } from "../inputs.ts";
import type { PortableModel } from "./portable-model.ts";

/** Which functions of the outputs factors are asked for. */
export interface FactorOptions extends EngineOptions {
  /** C [Q, O], whose rows are the functions Σ_o C[q, o] f_o. Default: the identity, all outputs. */
  readonly cotangents?: Matrix | undefined;
  /**
   * How a finite network of ours computes its factors. "float32" takes half of the memory and up to half
   * of the time, on an engine with 32-bit products: a layer of k inputs adds a relative error of up to
   * k 2⁻²⁴, in practice about √k of them. Models on a backend have the backend's precision.
   * Default: "float64".
   */
  readonly precision?: Precision | undefined;
}

/** Bits of the numbers of factors. */
export type Precision = "float64" | "float32";

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
  /** How other threads compute the same; absent where they cannot. */
  readonly portable?: PortableSource | undefined;
}

/** What threads need to compute factors. */
export interface PortableSource {
  model(precision: Precision): PortableModel;
  /** Entries of all parameters. */
  readonly parameterCount: number;
  /** Numbers that the rows of a kernel take for one example. */
  rowNumbers(cotangents: number): number;
}
