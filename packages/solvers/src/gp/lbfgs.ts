/** A value to be minimised, with its gradient. A value of Infinity means: not allowed here. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface LbfgsSettings {
  /** Largest |gradient| entry that counts as 0. */
  readonly tolerance: number;
  readonly maxSteps: number;
}

export interface LbfgsResult<E extends Evaluation> {
  readonly x: Float64Array;
  readonly last: E;
  readonly reason: "converged" | "no-progress" | "max-steps";
  readonly steps: number;
}

/** Pairs of steps and gradient differences that are kept. */
const memory = 10;
/** Values tried along one direction. */
const trials = 50;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * Minimiser of a smooth function by limited-memory BFGS with a bisecting weak Wolfe line search.
 *
 * @see Nocedal & Wright 2006, "Numerical Optimization", algorithm 7.4; Lewis & Overton 2013,
 *   "Nonsmooth optimization via quasi-Newton methods", algorithm 2.6
 */
export async function lbfgs<E extends Evaluation>(
  evaluate: (x: Float64Array) => Promise<E>,
  start: Float64Array,
  { tolerance, maxSteps }: LbfgsSettings,
): Promise<LbfgsResult<E>> {
  let x = start;
  let last = await evaluate(x);
  const pairs: Pair[] = [];
  for (let steps = 0; ; steps++) {
    if (last.gradient.every((g) => Math.abs(g) <= tolerance)) {
      return { x, last, reason: "converged", steps };
    }
    if (steps === maxSteps) return { x, last, reason: "max-steps", steps };
    const direction = descent(last.gradient, pairs);
    const next = await search(evaluate, x, last, direction);
    if (next === undefined) {
      if (pairs.length === 0) return { x, last, reason: "no-progress", steps };
      pairs.length = 0;
      continue;
    }
    remember(pairs, x, last, next);
    [x, last] = [next.x, next.evaluation];
  }
}

/** −H g by the two-loop recursion; the first direction has length at most 1. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = Float64Array.from(gradient, (g) => -g);
  const weights: number[] = [];
  for (const { step, change, product } of pairs.toReversed()) {
    const weight = dot(step, q) / product;
    weights.push(weight);
    addScaled(q, change, -weight);
  }
  const newest = pairs.at(-1);
  const scale = newest
    ? newest.product / dot(newest.change, newest.change)
    : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
  q.forEach((value, i) => (q[i] = value * scale));
  for (const { step, change, product } of pairs) {
    addScaled(q, step, weights.pop()! - dot(change, q) / product);
  }
  return q;
}

interface Point<E> {
  readonly x: Float64Array;
  readonly evaluation: E;
}

async function search<E extends Evaluation>(
  evaluate: (x: Float64Array) => Promise<E>,
  x: Float64Array,
  from: E,
  direction: Float64Array,
): Promise<Point<E> | undefined> {
  const slope = dot(from.gradient, direction);
  let [low, high, length] = [0, Infinity, 1];
  let found: Point<E> | undefined;
  for (let trial = 0; trial < trials && slope < 0; trial++) {
    const at = x.map((value, i) => value + length * direction[i]!);
    const evaluation = await evaluate(at);
    if (!(evaluation.value <= from.value + 1e-4 * length * slope)) high = length;
    else {
      found = { x: at, evaluation };
      if (dot(evaluation.gradient, direction) >= 0.9 * slope) return found;
      low = length;
    }
    const next = high < Infinity ? (low + high) / 2 : 2 * low;
    if (next === length) break;
    length = next;
  }
  return found;
}

function remember<E extends Evaluation>(
  pairs: Pair[],
  x: Float64Array,
  last: E,
  next: Point<E>,
): void {
  const step = next.x.map((value, i) => value - x[i]!);
  const change = next.evaluation.gradient.map((value, i) => value - last.gradient[i]!);
  const product = dot(step, change);
  if (!(product > 0)) return;
  pairs.push({ step, change, product });
  if (pairs.length > memory) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function addScaled(a: Float64Array, b: Float64Array, scale: number): void {
  b.forEach((value, i) => (a[i]! += scale * value));
}
