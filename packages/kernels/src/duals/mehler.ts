import { functionsOfRadius } from "../numerics/functions-of-radius.ts";
import type { RowStore } from "../row-store.ts";
import type { Parity, ScalarActivation } from "./dual.ts";

/**
 * Coefficients of φ(√q z) and φ'(√q z) in orthonormal Hermite polynomials, for many rows.
 * Row i starts at `i * terms`.
 */
export interface HermiteCoefficients {
  readonly terms: number;
  readonly value: Float64Array;
  readonly slope: Float64Array;
  /** Per row: the number of terms after which all of φ, and of φ', are below 1e-9 of the largest; 0 if there is none. */
  readonly half: Int32Array;
  /** The same for 1e-17. */
  readonly full: Int32Array;
  /**
   * Per row, for every {@link BOUND_STEP}-th l: log of the largest |a_m| / √k over m ≥ l, of φ or of φ'.
   */
  readonly bounds: Float64Array;
}

/** Terms between two bounds. */
export const BOUND_STEP = 8;

/** The series of pairs: coefficients of the rows on either side, and the parities of φ and φ'. */
export interface SeriesPair {
  readonly left: HermiteCoefficients;
  readonly right: HermiteCoefficients;
  readonly parities: Readonly<Record<"value" | "slope", Parity>>;
}

/** Where the series gets longer than this, quadrature per pair is the cheaper way. */
const MAX_TERMS = 2048;

/** The trapezoidal rule reaches this far; the weight is below 1e-34 there. */
const REACH = 12.5;

/**
 * a_l = E φ(√q z) h_l(z) by the trapezoidal rule, which converges geometrically for analytic φ.
 *
 * With t = width / √q the distance of the poles, |a_l| falls like e^(−t√l): the series is cut where
 * that is 1e-11, and the step of the rule resolves the poles and the oscillation of h_l.
 * Rows with t < 0.56, which would need more than 2048 terms, get `half` = 0.
 * Cost: 4 · terms · nodes for each row, about 10⁵ at t = 1.
 */
export function hermiteCoefficients(
  activation: ScalarActivation,
  variances: Float64Array,
  store: RowStore,
): HermiteCoefficients {
  return store.keep(() => projectRows(activation, variances, store));
}

function projectRows(
  activation: ScalarActivation,
  variances: Float64Array,
  store: RowStore,
): HermiteCoefficients {
  const radii = variances.map((q) => Math.sqrt(q) / activation.width);
  const lengths = Int32Array.from(radii, (r) => Math.ceil(48 + 640 * r * r));
  const terms = lengths.reduce(
    (most, length) => (length <= MAX_TERMS ? Math.max(most, length) : most),
    1,
  );
  const largest = Math.sqrt(Math.max(terms - 48, 0) / 640);
  const basis = weightedHermite(terms, (2 * Math.PI) / (Math.sqrt(terms) + 6 + 37 * largest));
  const table = (f: (x: number) => number, parity: Parity): Float64Array =>
    functionsOfRadius(
      variances.map((q, i) => (lengths[i]! <= terms ? Math.sqrt(q) : 0)),
      terms,
      (r, into) => {
        project(basis, (z) => f(r * z), parity, into);
      },
      store.allocate,
      (row) => (lengths[row]! <= terms ? lengths[row]! : 0),
    );
  const value = table(activation.phi, activation.parity);
  const slope = table(activation.derivative, derivativeParity[activation.parity]);
  const half = new Int32Array(variances.length);
  const full = new Int32Array(variances.length);
  const stride = Math.ceil(terms / BOUND_STEP);
  const bounds = store.allocate(variances.length * stride).fill(-Infinity);
  for (let i = 0; i < variances.length; i++) {
    if (!(lengths[i]! <= terms)) continue;
    const row = (all: Float64Array): Float64Array =>
      all.subarray(i * terms, i * terms + lengths[i]!);
    const length = (tolerance: number): number =>
      Math.max(lengthAbove(tolerance, row(value)), lengthAbove(tolerance, row(slope)));
    half[i] = length(1e-9);
    full[i] = length(1e-17);
    // Terms that matter up to the end mean that φ is not as smooth as its width says.
    if (half[i]! > lengths[i]! - 2) half[i] = 0;
    bound(row(value), bounds.subarray(i * stride, (i + 1) * stride));
    bound(row(slope), bounds.subarray(i * stride, (i + 1) * stride));
  }
  return { terms, value, slope, half, full, bounds };
}

/** Raises the bounds of a row to those of a series. */
function bound(series: Float64Array, bounds: Float64Array): void {
  let square = 0;
  for (const entry of series) square += entry * entry;
  const log = Math.log(square) / 2;
  let largest = 0;
  for (let l = series.length - 1; l >= 0; l--) {
    largest = Math.max(largest, Math.abs(series[l]!));
    if (l % BOUND_STEP !== 0 || largest === 0) continue;
    bounds[l / BOUND_STEP] = Math.max(bounds[l / BOUND_STEP]!, Math.log(largest) - log);
  }
}

/**
 * Σ_l a_l b_l ρˡ of a pair; undefined when one of the rows has no short series.
 *
 * The sum ends where ρˡ is below 1e-17, where either series is, or where both are below 1e-9.
 *
 * @param parity - of the function that `moment` names
 */
export function mehlerSum(
  moment: "value" | "slope",
  parity: Parity,
  left: HermiteCoefficients,
  row: number,
  right: HermiteCoefficients,
  column: number,
  rho: number,
): number | undefined {
  const [h1, h2] = [left.half[row]!, right.half[column]!];
  if (h1 === 0 || h2 === 0) return undefined;
  const decay = Math.abs(rho) < 1 ? Math.ceil(-39.2 / Math.log(Math.abs(rho))) + 1 : Infinity;
  const terms = Math.min(Math.max(h1, h2), left.full[row]!, right.full[column]!, decay);
  const [a, b] = [left[moment], right[moment]];
  const [from, to] = [row * left.terms, column * right.terms];
  const { stride, lowest } = termsOf(parity);
  const power = stride === 1 ? rho : rho * rho;
  let sum = 0;
  for (let l = lastTerm(terms, lowest, stride); l >= lowest; l -= stride) {
    sum = sum * power + a[from + l]! * b[to + l]!;
  }
  return lowest === 1 ? sum * rho : sum;
}

/** Which terms a parity leaves. */
export function termsOf(parity: Parity): { stride: 1 | 2; lowest: 0 | 1 } {
  return { stride: parity === "none" ? 1 : 2, lowest: parity === "odd" ? 1 : 0 };
}

/** The parity of φ' for each parity of φ. */
export const derivativeParity: Readonly<Record<Parity, Parity>> = {
  odd: "even",
  even: "odd",
  none: "none",
};

/** The largest l < max(terms, lowest + 1) with l ≡ lowest modulo stride. */
export function lastTerm(terms: number, lowest: number, stride: number): number {
  const last = Math.max(terms - 1, lowest);
  return stride === 1 ? last : last - ((last - lowest) % 2);
}

interface WeightedHermite {
  /** Nodes z ≥ 0; the rule is symmetric. */
  readonly nodes: Float64Array;
  /** h_l(z_n) w(z_n) step, row l; half of it at z = 0, which would count twice. */
  readonly table: Float64Array;
}

function weightedHermite(terms: number, step: number): WeightedHermite {
  const count = Math.ceil(REACH / step) + 1;
  const nodes = Float64Array.from({ length: count }, (_, n) => n * step);
  const table = new Float64Array(terms * count);
  for (let n = 0; n < count; n++) {
    const z = nodes[n]!;
    let before = 0;
    let now = ((n === 0 ? 0.5 : 1) * step * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
    for (let l = 0; l < terms; l++) {
      table[l * count + n] = now;
      [before, now] = [now, (z * now - Math.sqrt(l) * before) / Math.sqrt(l + 1)];
    }
  }
  return { nodes, table };
}

/** Coefficients of f: the even ones from f(z) + f(−z), the odd ones from f(z) − f(−z). */
function project(
  basis: WeightedHermite,
  f: (z: number) => number,
  parity: Parity,
  into: Float64Array,
): void {
  const { nodes, table } = basis;
  const { stride, lowest } = termsOf(parity);
  const parts = [nodes.map((z) => f(z) + f(-z)), nodes.map((z) => f(z) - f(-z))];
  for (let l = lowest; l < into.length; l += stride) {
    const part = parts[l % 2]!;
    const offset = l * part.length;
    let sum = 0;
    for (let n = 0; n < part.length; n++) sum += table[offset + n]! * part[n]!;
    into[l] = sum;
  }
}

/**
 * Length after which a series stays below `tolerance` of its largest entry. Each has a scale of its own:
 * at a radius of 1e-10 the coefficients of φ are 1e-10 of those of φ'.
 */
function lengthAbove(tolerance: number, series: Float64Array): number {
  const least = tolerance * largestOf(series);
  let length = series.length;
  while (length > 1 && Math.abs(series[length - 1]!) <= least) length--;
  return length;
}

function largestOf(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}
