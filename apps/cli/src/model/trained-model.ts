import type { Network } from "@ntkit/architecture";
import type { Encoder } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import type { LossName } from "../fit/learn.ts";

/** What is predicted: a class of a column, or its value. */
export type ModelTarget =
  | { readonly name: string; readonly task: "classification"; readonly classes: readonly string[] }
  | { readonly name: string; readonly task: "regression" };

/** Kernel ridge regression: scores(x) = offsets + k(x, X) coefficients. */
export interface RidgeState {
  readonly type: "ridge";
  readonly relativeRidge: number;
  /** Added to the diagonal of the training kernel: relativeRidge times its mean diagonal. */
  readonly ridge: number;
  /** Means of the targets over the training rows, one per output. */
  readonly offsets: readonly number[];
  /** Shape [training rows, outputs]. */
  readonly coefficients: Matrix;
  /** Factor from the kernel to the variance of the targets. */
  readonly amplitude: number;
  /** Temperature of the class probabilities; classification only. */
  readonly temperature?: number | undefined;
  /** Half width of the 95 % interval in standard deviations; regression only. */
  readonly intervalFactor?: number | undefined;
  /** Noise that was known, in place of a ridge as the noise; regression only. */
  readonly noise?: ModelNoise | undefined;
}

/** Known observation noise: the ridge is its variance over the amplitude. */
export interface ModelNoise {
  /** Column with the standard deviation of each row; undefined for one number for all. */
  readonly column?: string | undefined;
  /** Mean variance over the training rows. */
  readonly meanVariance: number;
  /** Variances of the training rows over their mean, shape [n, 1]; with a column only. */
  readonly shape?: Matrix | undefined;
}

/** Gradient flow stopped at a time, or the minimum of a loss with a ridge: scores as of {@link RidgeState}. */
export interface FlowState {
  readonly type: "flow";
  readonly loss: LossName;
  /** Where Huber's loss becomes linear, in units of the target. */
  readonly huberDelta?: number | undefined;
  /** When training on the mean loss stopped; absent with a ridge. */
  readonly time?: number | "inf" | undefined;
  /** Absent with a time. */
  readonly relativeRidge?: number | undefined;
  /** Outputs before training, the same for every row, one per output. */
  readonly offsets: readonly number[];
  /** Shape [training rows, outputs]. */
  readonly coefficients: Matrix;
  /** Temperature of the class probabilities; classification only. */
  readonly temperature?: number | undefined;
  /** Half width of the 95 % interval; regression only. */
  readonly halfWidth?: number | undefined;
}

/** Kernel ridge regression through landmark rows, whose features are the model's: scores as of {@link RidgeState}. */
export interface LandmarkState {
  readonly type: "landmarks";
  /** How many rows. */
  readonly landmarks: number;
  readonly relativeRidge: number;
  /** relativeRidge times the mean diagonal of the training rows' kernel. */
  readonly ridge: number;
  /** Means of the targets over the training rows, one per output. */
  readonly offsets: readonly number[];
  /** Shape [landmarks, outputs]. */
  readonly coefficients: Matrix;
  /** Temperature of the class probabilities; classification only. */
  readonly temperature?: number | undefined;
  /** Half width of the 95 % interval; regression only. */
  readonly halfWidth?: number | undefined;
}

/** One-against-one support-vector machines. */
export interface SvmState {
  readonly type: "svm";
  readonly C: number;
  /** Per machine the class of its positive side and that of its negative side. */
  readonly machines: readonly (readonly [number, number])[];
  /** Signed dual coefficients, shape [training rows, machines]. */
  readonly coefficients: Matrix;
  /** Added to the decision of each machine. */
  readonly biases: readonly number[];
  /** Largest violation of the optimality conditions, where a machine stopped at the cap on its steps. */
  readonly violation?: number | undefined;
}

/** A fitted model: everything that predicting needs. */
export interface TrainedModel {
  readonly target: ModelTarget;
  readonly network: Network;
  readonly kernel: "ntk" | "nngp";
  readonly encoder: Encoder;
  /** Features of the training rows, shape [n, d], or of the landmarks among them. */
  readonly features: Matrix;
  readonly solver: RidgeState | SvmState | FlowState | LandmarkState;
}
