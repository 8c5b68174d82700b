import type { Matrix } from "@ntkit/linalg";
import { checkPositive } from "../check.ts";

/** A loss per row, ℓ(f, y) for the outputs f [O] and targets y [O] of one row. */
export interface Objective {
  readonly name: string;
  /** Writes ∂ℓ/∂f to `out`, shape [O]. All that training needs. */
  readonly gradient: (outputs: Float64Array, targets: Float64Array, out: Float64Array) => void;
  /** ℓ; `lossFlowLimit` needs it. */
  readonly value?: ((outputs: Float64Array, targets: Float64Array) => number) | undefined;
  /** Writes ∂²ℓ/∂f∂f to `out`, shape [O, O]; `lossFlowLimit` needs it. */
  readonly curvature?:
    ((outputs: Float64Array, targets: Float64Array, out: Float64Array) => void) | undefined;
  /** The constant outputs [O] from which to learn the targets [N, O]; needed to center on them. */
  readonly constant?: ((targets: Matrix) => Float64Array) | undefined;
  /** What targets must be, when `y` of a row is not; undefined when it is. */
  readonly refuses?: ((targets: Float64Array) => string | undefined) | undefined;
}

/** ½ |f − y|². */
export const squaredLoss: Objective = separable("squaredLoss", {
  value: (f, y) => (f - y) ** 2 / 2,
  slope: (f, y) => f - y,
  curvature: () => 1,
  constant: (targets) => columnMeans(targets),
});

/** Σ log(1 + e^f) − y f over outputs: binary cross-entropy of the logits f, with y in [0, 1]. */
export const logisticLoss: Objective = {
  ...separable("logisticLoss", {
    value: (f, y) => Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f))) - y * f,
    // the same as sigmoid(f) − y, without cancellation for y = 1
    slope: (f, y) => (1 - y) * sigmoid(f) - y * sigmoid(-f),
    curvature: (f) => sigmoid(f) * sigmoid(-f),
    constant: (targets) => smoothedMeans(targets, 2).map((p) => Math.log(p / (1 - p))),
  }),
  refuses: (targets) =>
    targets.every((y) => y >= 0 && y <= 1) ? undefined : "from 0 to 1, one per logit",
};

/**
 * −Σ y log softmax(f) over outputs: cross-entropy of the logits f, with the probabilities y ≥ 0 of a row
 * adding up to 1.
 */
export const crossEntropyLoss: Objective = {
  name: "crossEntropyLoss",
  value: (outputs, targets) => {
    const largest = Math.max(...outputs);
    const total = outputs.reduce((sum, f) => sum + Math.exp(f - largest), 0);
    return targets.reduce((sum, y, o) => sum + y * (largest + Math.log(total) - outputs[o]!), 0);
  },
  gradient: (outputs, targets, out) => {
    softmax(outputs, out);
    for (let o = 0; o < out.length; o++) out[o]! -= targets[o]!;
  },
  curvature: (outputs, _, out) => {
    const n = outputs.length;
    const p = softmax(outputs, new Float64Array(n));
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) out[a * n + b] = (a === b ? p[a]! : 0) - p[a]! * p[b]!;
    }
  },
  constant: (targets) => smoothedMeans(targets, targets.cols).map(Math.log),
  refuses: (targets) => {
    const sum = targets.reduce((total, y) => total + y, 0);
    const good = targets.every((y) => y >= 0) && Math.abs(sum - 1) <= 1e-9;
    return good ? undefined : "probabilities that add up to 1 in every row";
  },
};

/**
 * Huber's loss: ½ r² for residuals up to `delta`, and delta (|r| − ½ delta) beyond.
 *
 * @throws {@link RangeError} unless delta is positive and finite
 */
export function huberLoss(delta: number): Objective {
  checkPositive("huberLoss", { delta });
  return separable("huberLoss", {
    value: (f, y) => {
      const size = Math.abs(f - y);
      return size <= delta ? size ** 2 / 2 : delta * (size - delta / 2);
    },
    slope: (f, y) => Math.max(-delta, Math.min(delta, f - y)),
    curvature: (f, y) => (Math.abs(f - y) <= delta ? 1 : 0),
    constant: columnMedians,
  });
}

interface Scalar {
  readonly value: (f: number, y: number) => number;
  readonly slope: (f: number, y: number) => number;
  readonly curvature: (f: number, y: number) => number;
  readonly constant: (targets: Matrix) => Float64Array;
}

/** A sum over outputs. */
function separable(name: string, scalar: Scalar): Objective {
  return {
    name,
    constant: scalar.constant,
    value: (outputs, targets) =>
      outputs.reduce((sum, f, o) => sum + scalar.value(f, targets[o]!), 0),
    gradient: (outputs, targets, out) => {
      for (let o = 0; o < out.length; o++) out[o] = scalar.slope(outputs[o]!, targets[o]!);
    },
    curvature: (outputs, targets, out) => {
      out.fill(0);
      outputs.forEach((f, o) => (out[o * outputs.length + o] = scalar.curvature(f, targets[o]!)));
    },
  };
}

function columnMeans({ rows, cols, data }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  data.forEach((value, at) => (means[at % cols]! += value / rows));
  return means;
}

/** Means of frequencies with half a row more of each of `kinds`, so that none is 0 or 1. */
function smoothedMeans(targets: Matrix, kinds: number): Float64Array {
  const { rows } = targets;
  return columnMeans(targets).map((mean) => (mean * rows + 0.5) / (rows + 0.5 * kinds));
}

function columnMedians({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: cols }, (_, o) => {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * cols + o]!).sort();
    return (column[(rows - 1) >> 1]! + column[rows >> 1]!) / 2;
  });
}

function sigmoid(f: number): number {
  return 1 / (1 + Math.exp(-f));
}

function softmax(outputs: Float64Array, out: Float64Array): Float64Array {
  const largest = Math.max(...outputs);
  let total = 0;
  outputs.forEach((f, o) => (total += out[o] = Math.exp(f - largest)));
  for (let o = 0; o < out.length; o++) out[o]! /= total;
  return out;
}
