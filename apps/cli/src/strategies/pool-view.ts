import type { Geometry } from "@ntkit/active-learning";
import type { EngineOptions, Matrix } from "@ntkit/linalg";

/** A matrix of the pool's rows, and one of the labelled rows. */
export interface Sides {
  readonly pool: Matrix;
  readonly labelled: Matrix;
}

/** What a baseline may look at. Nothing is computed before it is looked at. */
export interface PoolView {
  /** Rows of the pool to choose from. */
  readonly candidates: Int32Array;
  readonly seed: number;
  /** Probabilities of the classes for the pool, shape [U, O]. */
  readonly probabilities: () => Matrix;
  /** The same for the labelled rows, shape [N, O]. */
  readonly labelledProbabilities: () => Promise<Matrix>;
  /** Inputs of the last layer, shapes [U, H] and [N, H]; undefined where there is no finite network. */
  readonly features?: (() => Promise<Sides>) | undefined;
  /** Distances in the kernel's own space. */
  readonly kernelGeometry: () => Promise<Geometry>;
  readonly call: EngineOptions;
}
