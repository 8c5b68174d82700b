import { NumericalError } from "../errors.ts";

/** Unit roundoff. */
const EPS = Number.EPSILON / 2;
/** Evaluations that a root may take; 4 to 7 are usual. */
const MAX_STEPS = 120;

/** The secular equation 1/ρ + Σⱼ zⱼ² / (dⱼ - λ) = 0, whose roots lie between the poles and behind the last. */
export interface SecularEquation {
  /** d, ascending, no two of them equal, shape [k]. */
  readonly poles: Float64Array;
  /** z, none of them 0, shape [k]. */
  readonly weights: Float64Array;
  /** ρ > 0. */
  readonly rho: number;
}

/** Value and slopes of the equation at a point: the sums over the poles up to the pair and behind it. */
interface Sums {
  below: number;
  belowSlope: number;
  above: number;
  aboveSlope: number;
}

/** Where a root is looked for: distances from the pole `origin`, in which all of this is measured. */
interface Search {
  readonly origin: number;
  /** The poles beside the root, or before the last one: p and p + 1. */
  readonly pair: number;
  readonly last: boolean;
  low: number;
  high: number;
  tau: number;
}

/**
 * Root number i of the equation; writes dⱼ - λ, each to a few units in its last place, into
 * `distances` from `at` on. The unknown is the distance from the nearer pole, so nothing cancels.
 *
 * @throws {@link NumericalError} `max-steps` (detail: index)
 * @see Li 1993, "Solving secular equations stably and efficiently"; Bunch, Nielsen & Sorensen 1978
 */
export function secularRoot(
  equation: SecularEquation,
  i: number,
  distances: Float64Array,
  at: number,
): number {
  const { poles, weights, rho } = equation;
  const k = poles.length;
  if (k === 1) {
    distances[at] = -rho * weights[0]! * weights[0]!;
    return poles[0]! - distances[at];
  }
  const sums: Sums = { below: 0, belowSlope: 0, above: 0, aboveSlope: 0 };
  const search = begin(equation, i, distances, at, sums);
  for (let count = 0; count < MAX_STEPS; count++) {
    if (advance(equation, search, distances, at, sums)) {
      for (let j = at; j < at + k; j++) distances[j]! -= search.tau;
      return search.origin + search.tau;
    }
  }
  throw new NumericalError(
    `eigenSymmetric: each root of the secular equation must be found in ${MAX_STEPS} steps, got none at index ${i}`,
    "max-steps",
    { index: i },
  );
}

/**
 * Looks at the middle of the interval which of its ends is nearer; the first guess has the two poles
 * of the pair exactly and the others as they are in the middle.
 */
function begin(
  { poles, weights, rho }: SecularEquation,
  i: number,
  distances: Float64Array,
  at: number,
  sums: Sums,
): Search {
  const last = i === poles.length - 1;
  const size = last ? behindLast(weights, rho) : poles[i + 1]! - poles[i]!;
  const pair = last ? i - 1 : i;
  shift(poles, poles[i]!, distances, at);
  evaluate(weights, distances, at, pair, size / 2, sums);
  const middle = 1 / rho + sums.below + sums.above;
  const fromRight = !last && middle <= 0;
  const origin = fromRight ? poles[i + 1]! : poles[i]!;
  if (fromRight) shift(poles, origin, distances, at);
  const half = fromRight ? -size / 2 : size / 2;
  const [low, high] = fromRight ? [half, 0] : middle > 0 ? [0, half] : [half, size];
  const left = distances[at + pair]!;
  const right = distances[at + pair + 1]!;
  const zl = weights[pair]! * weights[pair]!;
  const zr = weights[pair + 1]! * weights[pair + 1]!;
  const rest = middle - zl / (left - half) - zr / (right - half);
  const guess = step(rest, zl, zr, left, right, last);
  const tau = guess > low && guess < high ? guess : (low + high) / 2;
  return { origin, pair, last, low, high, tau };
}

/** How far the last root can be from the last pole: ρ ‖z‖², and what rounding may add. */
function behindLast(weights: Float64Array, rho: number): number {
  let sum = 0;
  for (const z of weights) sum += z * z;
  return rho * sum * (1 + 4 * weights.length * EPS);
}

/** One step of the search; true when there is nothing left to gain. */
function advance(
  { weights, rho }: SecularEquation,
  search: Search,
  distances: Float64Array,
  at: number,
  sums: Sums,
): boolean {
  const { pair, last, tau } = search;
  evaluate(weights, distances, at, pair, tau, sums);
  const { below, belowSlope, above, aboveSlope } = sums;
  const f = 1 / rho + below + above;
  const terms = 1 / rho + Math.abs(below) + Math.abs(above);
  const noise = EPS * (8 + Math.sqrt(weights.length)) * terms;
  if (Math.abs(f) <= noise + EPS * Math.abs(tau) * (belowSlope + aboveSlope)) return true;
  if (f > 0) search.high = tau;
  else search.low = tau;
  const { low, high } = search;
  const left = distances[at + pair]! - tau;
  const right = distances[at + pair + 1]! - tau;
  const constant = f - belowSlope * left - aboveSlope * right;
  const [q, s] = [belowSlope * left * left, aboveSlope * right * right];
  let next = tau + step(constant, q, s, left, right, last);
  if (!(next > low && next < high)) next = (low + high) / 2;
  // Two neighbouring numbers have no middle.
  if (next === low || next === high) return true;
  search.tau = next;
  return false;
}

function shift(poles: Float64Array, origin: number, distances: Float64Array, at: number): void {
  for (let j = 0; j < poles.length; j++) distances[at + j] = poles[j]! - origin;
}

/** The sums at `tau`: up to pole p, and behind it. */
function evaluate(
  weights: Float64Array,
  shifted: Float64Array,
  at: number,
  p: number,
  tau: number,
  sums: Sums,
): void {
  const k = weights.length;
  let [value, slope] = [0, 0];
  for (let j = 0; j <= p; j++) {
    const z = weights[j]!;
    const t = z / (shifted[at + j]! - tau);
    value += z * t;
    slope += t * t;
  }
  sums.below = value;
  sums.belowSlope = slope;
  value = 0;
  slope = 0;
  for (let j = k - 1; j > p; j--) {
    const z = weights[j]!;
    const t = z / (shifted[at + j]! - tau);
    value += z * t;
    slope += t * t;
  }
  sums.above = value;
  sums.aboveSlope = slope;
}

/** The η with c + q/(l - η) + s/(r - η) = 0 that lies between l and r, or behind r for the last root. */
function step(c: number, q: number, s: number, l: number, r: number, last: boolean): number {
  const a = c * (l + r) + q + s;
  const b = c * l * r + q * r + s * l;
  const root = Math.sqrt(Math.max(0, a * a - 4 * b * c));
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}
