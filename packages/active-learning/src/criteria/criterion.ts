import type { Matrix } from "@ntkit/linalg";

/** What training with one candidate and one label does to a stretch of reference rows. */
export interface Update {
  /** C(x, c) / (C(c, c) + λ) of the reference rows, shape [R]. */
  readonly gain: Float64Array;
  /** C(c, c) + λ. */
  readonly variance: number;
  /** h − g(c), shape [O]: f⁺(x) = g(x) + gain(x) · error. */
  readonly error: Float64Array;
}

/** The reference rows on which changes are counted, R of them with O outputs. */
export interface Reference {
  /** g, shape [R, O]. */
  readonly predictions: Matrix;
  /** f before training, shape [R, O]. */
  readonly outputs: Matrix;
}

/**
 * How much a candidate's label is worth: a sum over reference rows, the larger the better.
 * `prepare` looks at the reference once and returns what is asked for each candidate and label.
 */
export interface Criterion {
  /** Whether the score depends on the label. */
  readonly usesLabels: boolean;
  prepare(reference: Reference): (update: Update) => number;
}
