import { eigenSymmetric, fromRows, gram, multiply, toRows, transpose } from "@ntkit/linalg";
import { x } from "./recursions.ts";

/** A linear model f = features · w, trained from {@link startWeights}; its tangent kernel is a Gram. */
const targets = [0.5, -1, 2];

/** Features with which each weight is an output. */
export const identityFeatures: number[][] = [0, 1, 2].map((i) =>
  [0, 1, 2].map((j) => (i === j ? 1 : 0)),
);

/** Weights at time 0. */
export const startWeights: readonly number[] = [0.2, 0.7, -0.4];

/** Sum of the squares of the residuals. */
export function sumOfSquares(residuals: readonly number[]): number {
  return residuals.reduce((sum, value) => sum + value * value, 0);
}

/** f − y at the weights `w`. */
export function residualsAt(w: readonly number[], features: number[][] = toRows(x)): number[] {
  return features.map(
    (row, i) => row.reduce((sum, value, k) => sum + value * w[k]!, 0) - targets[i]!,
  );
}

/**
 * Residuals after gradient flow for `time` on a loss of the residuals: Runge-Kutta of order 4 on
 * the weights, the gradient by central differences (exact for a quadratic but for rounding).
 */
export function flowOfLoss(
  loss: (residuals: number[]) => number,
  time: number,
  features: number[][] = toRows(x),
): number[] {
  const at = (w: number[]): number => loss(residualsAt(w, features));
  const velocity = (w: number[]): number[] =>
    w.map((_, k) => at(shift(w, unit(k), -0.5)) - at(shift(w, unit(k), 0.5)));
  const steps = 400;
  const h = time / steps;
  let w = [...startWeights];
  for (let step = 0; step < steps; step++) {
    const k1 = velocity(w);
    const k2 = velocity(shift(w, k1, h / 2));
    const k3 = velocity(shift(w, k2, h / 2));
    const k4 = velocity(shift(w, k3, h));
    w = w.map((value, i) => value + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
  }
  return residualsAt(w, features);
}

/** e^(−exponent K) (f₀ − y) with K = features featuresᵀ, by its eigendecomposition. */
export function decay(exponent: number): number[] {
  const { values, vectors } = eigenSymmetric(gram(x));
  const start = fromRows(residualsAt(startWeights).map((value) => [value]));
  const coefficients = multiply(transpose(vectors), start);
  const scaled = Array.from(coefficients.data, (c, i) => [c * Math.exp(-exponent * values[i]!)]);
  return Array.from(multiply(vectors, fromRows(scaled)).data);
}

function unit(k: number): number[] {
  return startWeights.map((_, i) => (i === k ? 1 : 0));
}

function shift(w: readonly number[], direction: readonly number[], by: number): number[] {
  return w.map((value, i) => value + by * direction[i]!);
}
