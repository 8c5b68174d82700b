import type { Matrix } from "@ntkit/linalg";
import { classify, softmaxProbabilities } from "@ntkit/solvers";
import { checkMatrix } from "../check.ts";
import type { LookAheadState } from "./look-ahead-state.ts";

/** A label that a candidate may have, and how likely it is. */
export interface Hypothesis {
  /** h, shape [O]. */
  readonly target: ArrayLike<number>;
  /** At least 0; those of one candidate sum to 1. */
  readonly weight: number;
}

/**
 * What to take for the label of a row that has none:
 *
 * - `"argmax"`: the code of the class with the highest prediction
 * - `"distribution"`: each class, weighted by softmax(g(c)); scores are averaged
 * - `"gaussian"`: g(c) ± √(C(c, c) + λ), half each: for regression
 * - a matrix [U, O]: these targets
 * - a function of the pool row
 */
export type PseudoLabels =
  | "argmax"
  | "distribution"
  | "gaussian"
  | Matrix
  | ((row: number, state: LookAheadState) => readonly Hypothesis[]);

/** How {@link pseudoLabels} makes labels. */
export interface PseudoLabelOptions {
  /** Default `"argmax"`. */
  readonly pseudoLabels?: PseudoLabels | undefined;
  /** Target of each class, shape [classes, O]. Default: the identity, one-hot rows. */
  readonly classCodes?: Matrix | undefined;
  /** Class probabilities of the pool for `"distribution"`, shape [U, classes]. Default softmax(g). */
  readonly probabilities?: Matrix | undefined;
}

/**
 * The labels that each pool row may have, as a function of the row.
 *
 * @throws {@link RangeError} when a function's weights are negative or do not sum to 1, or there are not
 *   as many classes as outputs and no codes; {@link ShapeError}; {@link NumericalError} "non-finite"
 */
export function pseudoLabels(
  state: LookAheadState,
  options: PseudoLabelOptions = {},
): (row: number) => readonly Hypothesis[] {
  const { pseudoLabels: kind = "argmax" } = options;
  if (typeof kind === "function") return (row) => checked(kind(row, state), row, state);
  if (typeof kind === "object") return given(kind, state);
  if (kind === "gaussian") return (row) => twoPoints(state, row);
  const code = classCode(state, options.classCodes);
  if (kind === "argmax") {
    const classes = classify(scores(state, options.classCodes));
    return (row) => [{ target: code(classes[row]!), weight: 1 }];
  }
  const probabilities =
    options.probabilities ?? softmaxProbabilities(scores(state, options.classCodes));
  const classes = options.classCodes?.rows ?? state.predictions.cols;
  checkMatrix("pseudoLabels", "probabilities", probabilities, state.size, classes);
  return (row) =>
    Array.from({ length: classes }, (_, c) => ({
      target: code(c),
      weight: probabilities.data[row * classes + c]!,
    })).filter(({ weight }) => weight > 0);
}

function given(targets: Matrix, state: LookAheadState): (row: number) => readonly Hypothesis[] {
  const outputs = state.predictions.cols;
  checkMatrix("pseudoLabels", "targets", targets, state.size, outputs);
  return (row) => [
    { target: targets.data.subarray(row * outputs, (row + 1) * outputs), weight: 1 },
  ];
}

/** Mean and variance of the Gaussian that the model has for a row, in two points. */
function twoPoints(state: LookAheadState, row: number): Hypothesis[] {
  const outputs = state.predictions.cols;
  const mean = state.predictions.data.subarray(row * outputs, (row + 1) * outputs);
  const spread = Math.sqrt(state.variance[row]! + state.ridge);
  return [spread, -spread].map((step) => ({
    target: mean.map((value) => value + step),
    weight: 0.5,
  }));
}

/** Score of each class: the prediction's product with its code, less half the code's square. */
function scores(state: LookAheadState, codes: Matrix | undefined): Matrix {
  if (codes === undefined) return state.predictions;
  const { rows, cols, data } = state.predictions;
  const result = new Float64Array(rows * codes.rows);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < codes.rows; c++) {
      let score = 0;
      for (let o = 0; o < cols; o++) {
        const part = codes.data[c * cols + o]!;
        score += part * (data[i * cols + o]! - part / 2);
      }
      result[i * codes.rows + c] = score;
    }
  }
  return { rows, cols: codes.rows, data: result };
}

function classCode(state: LookAheadState, codes: Matrix | undefined): (c: number) => Float64Array {
  const outputs = state.predictions.cols;
  if (codes !== undefined) {
    checkMatrix("pseudoLabels", "classCodes", codes, undefined, outputs);
    return (c) => codes.data.subarray(c * outputs, (c + 1) * outputs);
  }
  if (outputs < 2) {
    throw new RangeError(
      `pseudoLabels: classes need an output each or classCodes, got ${outputs} output; for regression use "gaussian"`,
    );
  }
  return (c) => Float64Array.from({ length: outputs }, (_, o) => (o === c ? 1 : 0));
}

function checked(
  hypotheses: readonly Hypothesis[],
  row: number,
  state: LookAheadState,
): readonly Hypothesis[] {
  let total = 0;
  for (const { target, weight } of hypotheses) {
    const data = Float64Array.from(target);
    checkMatrix(
      "pseudoLabels",
      `target of row ${row}`,
      { rows: 1, cols: data.length, data },
      1,
      state.predictions.cols,
    );
    if (!(weight >= 0)) {
      throw new RangeError(
        `pseudoLabels: weights must be at least 0, got ${weight} for row ${row}`,
      );
    }
    total += weight;
  }
  if (Math.abs(total - 1) > 1e-9) {
    throw new RangeError(`pseudoLabels: weights of row ${row} must sum to 1, got ${total}`);
  }
  return hypotheses;
}
