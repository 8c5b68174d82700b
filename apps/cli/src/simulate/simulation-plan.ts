import type { Network } from "@ntkit/architecture";
import type { NumericalError, Tensor } from "@ntkit/linalg";
import type { StrategyName } from "./strategies.ts";

/** Samples with known classes. */
export interface LabelledSamples {
  readonly x: Tensor;
  /** Class of each sample, an index. */
  readonly labels: Int32Array;
}

/** Everything that decides what a simulated labelling campaign does. */
export interface SimulationPlan {
  readonly network: Network;
  /** The pool is drawn from these. */
  readonly pool: LabelledSamples;
  /** Accuracy is measured on a part of these. */
  readonly test: LabelledSamples;
  readonly classes: number;
  readonly settings: SimulationSettings;
}

/** The numbers of a campaign. */
export interface SimulationSettings {
  readonly strategies: readonly StrategyName[];
  readonly seeds: readonly number[];
  /** Samples drawn for the pool, with those labelled at the beginning. */
  readonly poolSize: number;
  readonly testSize: number;
  /** Labelled at the beginning, spread over the classes. */
  readonly initial: number;
  /** Labelled in each round. */
  readonly count: number;
  readonly rounds: number;
  /** Steps of gradient descent with which each network is trained. */
  readonly steps: number;
  /** Networks of the ensemble for `bald`. */
  readonly members: number;
}

/** One strategy with one seed. */
export interface SimulationTask {
  readonly strategy: StrategyName;
  readonly seed: number;
}

/** What came of it. */
export interface SimulationRun extends SimulationTask {
  /** Labelled samples in each round, shape [rounds + 1]. */
  readonly labelled: readonly number[];
  /** Accuracy of the trained network on the test samples, shape [rounds + 1]. */
  readonly accuracy: readonly number[];
  /** Samples that were asked for in each round. */
  readonly picks: readonly (readonly number[])[];
  /** Time of all queries, without training, in seconds. */
  readonly querySeconds: number;
}

/** A NumericalError that ended a run, as a worker reports it. */
export interface SimulationFailure extends Pick<NumericalError, "reason" | "detail"> {
  readonly problem: string;
}
