import type * as tfjs from "@tensorflow/tfjs";

/** A tensor that is only computed, from others that are kept, if it is needed. */
export interface Lazy {
  readonly from: readonly tfjs.Tensor[];
  readonly compute: (from: readonly tfjs.Tensor[]) => tfjs.Tensor;
  /** Shape of what `compute` gives. */
  readonly shape: readonly number[];
}

interface UseName {
  /** Name of the layer; uses of one parameter have the same `layer` and `parameter`. */
  readonly layer: string;
  /** What the parameter is to its layer: `kernel`, `bias`, `gamma`, … */
  readonly parameter: string;
}

/** Weights W [inputs, units] in z = scale a W, over the last axes of a [N, …, inputs] and z. */
export interface LinearUse extends UseName {
  readonly kind: "linear";
  readonly inputs: tfjs.Tensor | Lazy;
  /** Default: 1. */
  readonly scale?: number;
}

/** A bias that is added along the last axis of z. */
export interface BiasUse extends UseName {
  readonly kind: "bias";
  /** Default: 1. */
  readonly scale?: number;
}

/** A table W [vocabulary, units] of which z has, times scale, the rows `ids` [N, …]. */
export interface EmbeddingUse extends UseName {
  readonly kind: "embedding";
  readonly ids: tfjs.Tensor;
  readonly vocabulary: number;
  readonly scale?: number;
}

/** A parameter with few entries, whose derivatives follow from the cotangent of z. */
export interface VectorUse extends UseName {
  readonly kind: "vector";
  readonly entries: number;
  readonly from: readonly tfjs.Tensor[];
  /** Derivatives [N, entries], summed over positions, from the cotangent of z and what was kept. */
  readonly gradients: (cotangent: tfjs.Tensor, from: readonly tfjs.Tensor[]) => tfjs.Tensor;
}

/** A parameter at one of its places in the computation of z. */
export type ParameterUse = LinearUse | BiasUse | EmbeddingUse | VectorUse;

/**
 * z as it is, with a note of which parameters it was computed from. What a function that is to have
 * Jacobian factors calls wherever parameters enter.
 */
export type Probe = (z: tfjs.Tensor, uses: readonly ParameterUse[]) => tfjs.Tensor;

/** A function of inputs [N, …] that treats every example alone, and marks where parameters enter. */
export type ProbedFunction = (inputs: readonly tfjs.Tensor[], probe: Probe) => tfjs.Tensor;
