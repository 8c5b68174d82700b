import { matrix, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** A loss of outputs f [N, O] and targets y [N, O], and its derivative with respect to f. */
export interface Loss {
  readonly value: (f: Matrix, y: Matrix) => number;
  readonly gradient: (f: Matrix, y: Matrix) => Matrix;
}

/** "sum": ½ Σ (f - y)²; "mean": that over N; "cross-entropy": the mean of -Σ y log softmax f. */
export type LossName = "sum" | "mean" | "cross-entropy";

/** The loss of that name, or the given one. */
export function lossOf(loss: LossName | Loss): Loss {
  return typeof loss === "string" ? losses[loss] : loss;
}

const losses: Readonly<Record<LossName, Loss>> = {
  sum: squared(() => 1),
  mean: squared((n) => 1 / n),
  "cross-entropy": {
    value: (f, y) => {
      const q = softmaxRows(f);
      let sum = 0;
      y.data.forEach((target, i) => (sum -= target === 0 ? 0 : target * Math.log(q.data[i]!)));
      return sum / f.rows;
    },
    gradient: (f, y) => {
      const q = softmaxRows(f);
      const totals = rowSums(y);
      const data = q.data.map(
        (value, i) => (totals[Math.floor(i / f.cols)]! * value - y.data[i]!) / f.rows,
      );
      return matrix(f.rows, f.cols, data);
    },
  },
};

function squared(factor: (n: number) => number): Loss {
  return {
    value: (f, y) => {
      const sum = f.data.reduce((total, value, i) => total + (value - y.data[i]!) ** 2, 0);
      return (factor(f.rows) * sum) / 2;
    },
    gradient: (f, y) => {
      const data = f.data.map((value, i) => factor(f.rows) * (value - y.data[i]!));
      return matrix(f.rows, f.cols, data);
    },
  };
}

/** softmax of every row. */
export function softmaxRows({ rows, cols, data }: Matrix): Matrix {
  const result = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    const powers = row.map((value) => Math.exp(value - largest));
    const total = powers.reduce((sum, value) => sum + value, 0);
    powers.forEach((value, j) => (result.data[i * cols + j] = value / total));
  }
  return result;
}

function rowSums({ rows, cols, data }: Matrix): Float64Array {
  const sums = new Float64Array(rows);
  data.forEach((value, i) => (sums[Math.floor(i / cols)]! += value));
  return sums;
}

/** @throws ShapeError unless there is a target for every output of every example */
export function checkTargets(caller: string, y: Matrix, rows: number, cols?: number): void {
  if (y.rows === rows && (cols === undefined || y.cols === cols)) return;
  throw new ShapeError(
    `${caller}: targets must be ${rows}×${cols ?? "outputs"}, got ${y.rows}×${y.cols}`,
  );
}
