import type { Matrix } from "@ntkit/linalg";

/**
 * Temperature T at which softmax(scores / T) has the smallest cross-entropy on held-out rows.
 *
 * The true class counts 1 − ε and the others share ε = 1/(n + 2), as in Platt's scaling, so that T stays
 * positive when every held-out row is right. Golden-section search over log T; O(n classes) per step.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599
 */
export function calibrateTemperature(scores: Matrix, labels: ArrayLike<number>): number {
  const spread = spreadOf(scores);
  const loss = (logT: number): number => crossEntropy(scores, labels, Math.exp(logT));
  return Math.exp(goldenSection(loss, Math.log(spread) - 9, Math.log(spread) + 5));
}

/** softmax(scores / temperature), row by row. */
export function softmax(scores: Matrix, temperature: number): Matrix {
  const data = new Float64Array(scores.data.length);
  for (let i = 0; i < scores.rows; i++) {
    const row = scores.data.subarray(i * scores.cols, (i + 1) * scores.cols);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = row.map((score) => Math.exp((score - top) / temperature));
    const total = weights.reduce((a, b) => a + b, 0);
    data.set(
      weights.map((weight) => weight / total),
      i * scores.cols,
    );
  }
  return { rows: scores.rows, cols: scores.cols, data };
}

function crossEntropy(scores: Matrix, labels: ArrayLike<number>, temperature: number): number {
  const { rows, cols, data } = scores;
  const smoothing = 1 / (rows + 2);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let total = 0;
    for (const score of row) total += Math.exp((score - top) / temperature);
    for (let j = 0; j < cols; j++) {
      const weight = labels[i] === j ? 1 - smoothing : smoothing / (cols - 1);
      loss -= weight * ((row[j]! - top) / temperature - Math.log(total));
    }
  }
  return loss / rows;
}

function spreadOf({ data }: Matrix): number {
  let low = Infinity;
  let high = -Infinity;
  for (const score of data) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return high > low ? high - low : 1;
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-6) {
    if (fc <= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - ratio * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + ratio * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}
