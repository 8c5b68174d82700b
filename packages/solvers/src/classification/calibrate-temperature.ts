import { ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkFinite, checkLabels } from "../check.ts";
import { softmaxRow } from "./softmax-probabilities.ts";

export interface TemperatureOptions {
  /**
   * Judge against (n + 1)/(n + classes) for the right class instead of 1, n the rows of that class,
   * and 1/(n + classes) for each other: without it scores that separate the classes get T = 0.
   * Default true.
   */
  readonly smoothing?: boolean | undefined;
}

/** A fitted temperature. */
export interface Temperature {
  /** T, for `softmaxProbabilities`. */
  readonly temperature: number;
  /** Mean log loss against the (smoothed) targets at T. */
  readonly loss: number;
  /**
   * "converged", or "at-bound" when T is 10⁶ times the scores' spread (they tell nothing, or the
   * wrong thing) or 10⁻⁶ times it (they separate the classes, and `smoothing` is off).
   */
  readonly reason: "converged" | "at-bound";
}

/**
 * The temperature T that makes softmax(scores / T) most likely, from scores that the model did not
 * learn from (out of fold).
 *
 * The mean log loss is convex in 1/T; its derivative is bisected to the last bit. O(M classes) per halving.
 *
 * @param scores - shape [M, classes]; @param labels - shape [M]
 * @throws {@link ShapeError}; {@link RangeError} for a label out of range; {@link NumericalError} "non-finite"
 * @see Guo, Pleiss, Sun, Weinberger 2017, "On Calibration of Modern Neural Networks"; for the smoothing
 *   Platt 1999, "Probabilistic Outputs for Support Vector Machines"
 */
export function calibrateTemperature(
  scores: Matrix,
  labels: ArrayLike<number>,
  { smoothing = true }: TemperatureOptions = {},
): Temperature {
  if (labels.length !== scores.rows || scores.rows === 0) {
    throw new ShapeError(
      `calibrateTemperature: labels must have ${scores.rows} entries (one per row of scores, at least 1), got ${labels.length}`,
    );
  }
  checkFinite("calibrateTemperature", "scores", scores);
  checkLabels("calibrateTemperature", labels, scores.cols);
  const wanted = wantedProbabilities(labels, scores.cols, smoothing);
  const unit = spread(scores);
  const [low, high] = [1e-6 / unit, 1e6 / unit];
  const slope = rootOfSlope((at) => lossAndSlope(scores, wanted, at).slope, low, high);
  return {
    temperature: 1 / slope,
    loss: lossAndSlope(scores, wanted, slope).loss,
    reason: slope === low || slope === high ? "at-bound" : "converged",
  };
}

function wantedProbabilities(
  labels: ArrayLike<number>,
  classes: number,
  smoothing: boolean,
): Float64Array {
  const counts = new Int32Array(classes);
  for (const label of Array.from(labels)) counts[label]!++;
  const wanted = new Float64Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const n = counts[labels[i]!]!;
    for (let c = 0; c < classes; c++) {
      const right = c === labels[i] ? 1 : 0;
      wanted[i * classes + c] = smoothing ? (right * n + 1) / (n + classes) : right;
    }
  }
  return wanted;
}

/** Mean log loss of softmax(β s), and its derivative by β: mean of Σ_c (p_c − wanted_c) s_c. */
function lossAndSlope(
  { rows, cols, data }: Matrix,
  wanted: Float64Array,
  beta: number,
): { readonly loss: number; readonly slope: number } {
  const p = new Float64Array(cols);
  let [loss, slope] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const highest = row.reduce((most, s) => Math.max(most, s), -Infinity);
    softmaxRow(row, p, 0, cols, beta);
    const logSum = Math.log(row.reduce((sum, s) => sum + Math.exp(beta * (s - highest)), 0));
    for (let c = 0; c < cols; c++) {
      const target = wanted[i * cols + c]!;
      slope += ((p[c]! - target) * (row[c]! - highest)) / rows;
      loss += (target * (logSum - beta * (row[c]! - highest))) / rows;
    }
  }
  return { loss, slope };
}

/** Root of an increasing function in [low, high], found on a logarithmic scale; the nearer bound if none. */
function rootOfSlope(slope: (at: number) => number, low: number, high: number): number {
  if (slope(low) >= 0) return low;
  if (slope(high) <= 0) return high;
  let [below, above] = [low, high];
  for (;;) {
    const middle = Math.sqrt(below) * Math.sqrt(above);
    if (!(middle > below && middle < above)) return middle;
    if (slope(middle) > 0) above = middle;
    else below = middle;
  }
}

/** Root mean square of the scores about their row means; 1 when they do not vary. */
function spread({ rows, cols, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const mean = row.reduce((total, s) => total + s, 0) / cols;
    for (const s of row) sum += (s - mean) ** 2;
  }
  return Math.sqrt(sum / data.length) || 1;
}
