import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import type { EngineOptions, Matrix, Tensor } from "@ntkit/linalg";

/** What a strategy may look at. */
export interface Round {
  /** The network, trained on what is labelled. */
  readonly model: FiniteModel;
  readonly labelled: Tensor;
  /** One-hot rows of the labelled samples. */
  readonly targets: Matrix;
  /** What is not labelled, U samples. */
  readonly pool: Tensor;
  /** The model's outputs on the pool, shape [U, O]. */
  readonly outputs: Matrix;
  /** Steps with which the model was trained. */
  readonly steps: number;
  readonly seed: number;
  /** Outputs on the pool of networks trained like the model from other starts. */
  readonly ensemble: () => Promise<readonly Matrix[]>;
  readonly call: EngineOptions;
}
