/** ∫ f dμ ≈ Σ weights[i] f(nodes[i]), exact for polynomials of degree 2n - 1. */
export interface Quadrature {
  /** Ascending, shape [n]. */
  readonly nodes: Float64Array;
  /** Positive, shape [n]. */
  readonly weights: Float64Array;
}

/**
 * Gauss rule of a measure that is symmetric about 0, from the recurrence
 * x pₖ = bₖ₊₁ pₖ₊₁ + bₖ pₖ₋₁ of its orthonormal polynomials.
 *
 * Nodes: Sturm bisection on the Jacobi matrix, then Newton on pₙ. Weights: mass / Σ pₖ(x)² with p₀ = 1.
 * Both stay accurate where an eigenvector's first entry (Golub & Welsch 1969) would underflow. O(n²).
 *
 * @param b - b₁ … bₙ, index 0 unused
 * @param bound - no node lies beyond ±bound
 */
export function gaussRule(b: Float64Array, bound: number, mass: number): Quadrature {
  const n = b.length - 1;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i <= n - 1 - i; i++) {
    const mirrored = n - 1 - i;
    const x = i === mirrored ? 0 : polish(b, bisect(b, mirrored, bound));
    nodes[i] = -x;
    nodes[mirrored] = x;
    weights[i] = weights[mirrored] = mass / evaluate(b, x).squares;
  }
  return { nodes, weights };
}

/** The node with `index` smaller ones, to about 10 digits. */
function bisect(b: Float64Array, index: number, bound: number): number {
  let low = 0;
  let high = bound;
  while (high - low > 1e-10 * bound) {
    const middle = (low + high) / 2;
    if (countBelow(b, middle) > index) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Eigenvalues of the Jacobi matrix below x: negative pivots of J - x. */
function countBelow(b: Float64Array, x: number): number {
  let count = 0;
  let pivot = -x;
  for (let k = 1; k < b.length; k++) {
    if (pivot < 0) count++;
    if (pivot === 0) pivot = Number.MIN_VALUE;
    pivot = -x - b[k]! ** 2 / pivot;
  }
  return count;
}

function polish(b: Float64Array, guess: number): number {
  let x = guess;
  for (let step = 0; step < 3; step++) {
    const { value, slope } = evaluate(b, x);
    x -= value / slope;
  }
  return x;
}

/** pₙ(x), pₙ'(x) and Σ pₖ(x)² over k < n. */
function evaluate(b: Float64Array, x: number): { value: number; slope: number; squares: number } {
  let [before, value, slopeBefore, slope, squares] = [0, 1, 0, 0, 0];
  for (let k = 1; k < b.length; k++) {
    squares += value * value;
    const back = k > 1 ? b[k - 1]! : 0;
    const next = (x * value - back * before) / b[k]!;
    const slopeNext = (value + x * slope - back * slopeBefore) / b[k]!;
    [before, value, slopeBefore, slope] = [value, next, slope, slopeNext];
  }
  return { value, slope, squares };
}
