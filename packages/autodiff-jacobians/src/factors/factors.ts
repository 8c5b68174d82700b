import type { Matrix } from "@ntkit/linalg";

/** Numbers of an engine that computes in float64 or float32; kernels are summed in float64. */
export type FactorNumbers = Float64Array | Float32Array;

/** What all kinds of {@link SiteFactors} say of their parameter. */
export interface SiteName {
  /** Name of the parameter, as in `0.weight`: its layer's place in the network, then what it is. */
  readonly name: string;
  /** Place of the layer, as in `0` or `2.1.0`; a name, if layers have names. */
  readonly layer: string;
  /** What it is to its layer: `weight`, `bias`, `scale`, … */
  readonly parameter: string;
}

/**
 * Weights W [inputs, units] of z[n, s] = scale a[n, s] W, the same at every position s: a dense layer,
 * or a convolution, whose a[n, s] is the patch that position s sees.
 *
 * A layer that is used several times counts its uses as further positions.
 */
export interface LinearFactors extends SiteName {
  readonly kind: "linear";
  readonly positions: number;
  readonly inputs: number;
  readonly units: number;
  readonly scale: number;
  /** What W is multiplied by, [N, positions, inputs]. */
  readonly a: FactorNumbers;
  /** Derivatives of the Q outputs with respect to z, [Q, N, positions, units]. */
  readonly b: FactorNumbers;
  /** What `b` is made of, if it is known to be made of less: kernels may take it in place of `b`. */
  readonly outer?: OuterFactors | undefined;
}

/**
 * Cotangents b[q, n, i] = shared[q, i] slope[n, i], with i over positions and units: at the last layer,
 * and at the one before it when only an activation is between them.
 */
export interface OuterFactors {
  /** The same for all examples, [Q, positions units]. */
  readonly shared: FactorNumbers;
  /** The same for all outputs, [N, positions units]; ones when undefined. */
  readonly slope: FactorNumbers | undefined;
}

/**
 * As {@link LinearFactors} with weights W [positions, inputs, units] of its own at every position: a
 * locally connected layer.
 */
export interface LocalFactors extends Omit<LinearFactors, "kind" | "outer"> {
  readonly kind: "local";
}

/**
 * A parameter with few entries, of which every example has its derivatives: biases (b summed over
 * positions), gains of normalisations and PReLU (a b summed over positions), depthwise filters.
 */
export interface VectorFactors extends SiteName {
  readonly kind: "vector";
  /** Entries of the parameter, P. */
  readonly entries: number;
  /** Derivatives of the Q outputs with respect to the parameter, [Q, N, P]. */
  readonly gradients: FactorNumbers;
}

/** A table W [vocabulary, units] of which row `ids[n, s]` times scale is what position s sees. */
export interface EmbeddingFactors extends SiteName {
  readonly kind: "embedding";
  readonly positions: number;
  readonly units: number;
  readonly vocabulary: number;
  readonly scale: number;
  /** Rows of W that are looked up, [N, positions]. */
  readonly ids: Int32Array;
  /** Derivatives of the Q outputs with respect to what was looked up, [Q, N, positions, units]. */
  readonly b: FactorNumbers;
}

/** One parameter's part in the Jacobian, as the product of forward inputs and backward cotangents. */
export type SiteFactors = LinearFactors | LocalFactors | VectorFactors | EmbeddingFactors;

/**
 * The Jacobian of a finite network at N examples, as factors: O(N Q width) numbers in place of N Q P.
 *
 * Any engine can fill it. Run the network forward and keep every site's inputs a; then run it
 * backward once for each row c of C [Q, O], from the cotangent c at the outputs, and keep what
 * arrives at every site: b[q, n, s] = ∂(Σ_o C[q, o] f_o(x_n)) / ∂z[n, s]. C is the identity (all
 * outputs), some of its rows, or one row of 1/√O (pseudo-NTK).
 */
export interface Factors {
  /** N. */
  readonly examples: number;
  /** Q. */
  readonly outputs: number;
  /** f(x), shape [N, O]. */
  readonly values: Matrix;
  readonly sites: readonly SiteFactors[];
}
