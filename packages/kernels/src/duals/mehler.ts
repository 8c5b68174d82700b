import type { ScalarActivation } from "./dual.ts";

/**
 * Coefficients of φ(√q z) and φ'(√q z) in orthonormal Hermite polynomials, for many rows.
 * Row i starts at `i * terms`.
 */
export interface HermiteCoefficients {
  readonly terms: number;
  readonly value: Float64Array;
  readonly slope: Float64Array;
  /** Per row: the number of terms after which all are below 1e-9 of the largest; 0 if there is none. */
  readonly half: Int32Array;
  /** The same for 1e-17. */
  readonly full: Int32Array;
}

/** Where the series gets longer than this, quadrature per pair is the cheaper way. */
const MAX_TERMS = 1024;

/** √q / width up to which {@link MAX_TERMS} terms suffice. */
const MAX_RADIUS = 2.4;

/** The trapezoidal rule reaches this far; the weight is below 1e-34 there. */
const REACH = 12.5;

/**
 * a_l = E φ(√q z) h_l(z) by the trapezoidal rule, which converges geometrically for analytic φ.
 *
 * The step resolves the poles of φ(√q z) at distance width/√q and the oscillation of h_l.
 * Rows whose √q is beyond 2.4 widths get `half` = 0.
 * Cost: rows · terms · nodes, nodes ≤ 530.
 */
export function hermiteCoefficients(
  activation: ScalarActivation,
  variances: Float64Array,
): HermiteCoefficients {
  const radii = variances.map((q) => Math.sqrt(q) / activation.width);
  const largest = radii.reduce((max, r) => (r <= MAX_RADIUS ? Math.max(max, r) : max), 0);
  const terms = Math.min(MAX_TERMS, Math.ceil(48 + 240 * largest * largest));
  const step = (2 * Math.PI) / (Math.sqrt(terms) + 6 + 37 * largest);
  const basis = weightedHermite(terms, step);
  const value = new Float64Array(variances.length * terms);
  const slope = new Float64Array(variances.length * terms);
  const half = new Int32Array(variances.length);
  const full = new Int32Array(variances.length);
  for (let i = 0; i < variances.length; i++) {
    if (!(radii[i]! <= MAX_RADIUS)) continue;
    const r = Math.sqrt(variances[i]!);
    const a = project(basis, (z) => activation.phi(r * z));
    const b = project(basis, (z) => activation.derivative(r * z));
    value.set(a, i * terms);
    slope.set(b, i * terms);
    half[i] = converged(a, b, 1e-9);
    full[i] = converged(a, b, 1e-17);
  }
  return { terms, value, slope, half, full };
}

/**
 * Terms of Σ_l a_l b_l ρˡ that matter for a pair: either series may be cut where it is negligible,
 * or both where both are below the square root of that. 0 when a row did not converge.
 */
export function termsOfPair(
  left: HermiteCoefficients,
  row: number,
  right: HermiteCoefficients,
  column: number,
): number {
  const [h1, h2] = [left.half[row]!, right.half[column]!];
  if (h1 === 0 || h2 === 0) return 0;
  return Math.min(Math.max(h1, h2), left.full[row]!, right.full[column]!, left.terms, right.terms);
}

interface WeightedHermite {
  readonly nodes: Float64Array;
  /** h_l(z_n) w(z_n) step, row l. */
  readonly table: Float64Array;
  readonly terms: number;
}

function weightedHermite(terms: number, step: number): WeightedHermite {
  const count = 2 * Math.ceil(REACH / step) + 1;
  const nodes = Float64Array.from({ length: count }, (_, n) => (n - (count - 1) / 2) * step);
  const table = new Float64Array(terms * count);
  for (let n = 0; n < count; n++) {
    const z = nodes[n]!;
    let before = 0;
    let now = (step * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
    for (let l = 0; l < terms; l++) {
      table[l * count + n] = now;
      [before, now] = [now, (z * now - Math.sqrt(l) * before) / Math.sqrt(l + 1)];
    }
  }
  return { nodes, table, terms };
}

function project(basis: WeightedHermite, f: (z: number) => number): Float64Array {
  const { nodes, table, terms } = basis;
  const values = nodes.map(f);
  return Float64Array.from({ length: terms }, (_, l) => {
    let sum = 0;
    for (let n = 0; n < values.length; n++) sum += table[l * values.length + n]! * values[n]!;
    return sum;
  });
}

/** Length after which both series stay below `tolerance` of their largest entry; 0 if they do not. */
function converged(a: Float64Array, b: Float64Array, tolerance: number): number {
  const size = Math.max(largestOf(a), largestOf(b));
  let length = a.length;
  while (
    length > 1 &&
    Math.max(Math.abs(a[length - 1]!), Math.abs(b[length - 1]!)) <= tolerance * size
  ) {
    length--;
  }
  const limit = tolerance < 1e-12 ? a.length : a.length - 2;
  return length <= limit ? length : 0;
}

function largestOf(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}
