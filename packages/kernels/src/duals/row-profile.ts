import { functionsOfRadius } from "../numerics/functions-of-radius.ts";
import { integrateGaussian } from "../numerics/integrate-gaussian.ts";
import type { RowStore } from "../row-store.ts";
import type { RowProfile, ScalarActivation } from "./dual.ts";

/** Row quantities as functions of the variance q. */
export interface ProfileFormulas {
  /** k(q) = E φ(√q z)². */
  readonly variance: (q: number) => number;
  /** dk/dq. */
  readonly growth: (q: number) => number;
  /** E[z² φ'(√q z)²]. */
  readonly energy: (q: number) => number;
}

/** k(q) of many rows, where it is costly. */
export function costlyVariances(
  q: Float64Array,
  formulas: ProfileFormulas,
  store: RowStore,
): Float64Array {
  const variance = (radius: number, into: Float64Array): void => {
    into[0] = formulas.variance(radius * radius);
  };
  return store.keep(() => functionsOfRadius(q.map(Math.sqrt), 1, variance, store.allocate));
}

/**
 * The profile of rows of the given variances. Only nearly collinear rows ask for more than the
 * variance, so the rest is computed when it is first asked for.
 */
export function rowProfile(
  q: Float64Array,
  formulas: ProfileFormulas,
  variance: Float64Array = q.map(formulas.variance),
): RowProfile {
  const growth = onDemand(q.length, (row) => formulas.growth(q[row]!));
  const spread = onDemand(q.length, (row) => {
    const [before, after] = [q[row]!, variance[row]!];
    if (before === 0 || after === 0) return 0;
    const turned = formulas.energy(before) / (4 * before) - growth(row) ** 2 / (4 * after);
    return Math.max(turned, 0);
  });
  return { variance, growth, spread };
}

/** Remembers f(row); NaN stands for what is not known yet. */
function onDemand(rows: number, f: (row: number) => number): (row: number) => number {
  const known = new Float64Array(rows).fill(NaN);
  return (row) => {
    if (Number.isNaN(known[row])) known[row] = f(row);
    return known[row]!;
  };
}

/** The formulas by quadrature, for an activation of which only φ and φ' are known. */
export function profileByQuadrature(activation: ScalarActivation): ProfileFormulas {
  const { phi, derivative } = activation;
  const mean = (q: number, f: (z: number, r: number) => number): number => {
    const r = Math.sqrt(q);
    return integrateGaussian((z) => f(z, r), kinksAt(activation, r), panelScale(activation, r));
  };
  return {
    variance: (q) => mean(q, (z, r) => phi(r * z) ** 2),
    growth: (q) => {
      const safe = Math.max(q, SMALLEST_VARIANCE);
      return mean(safe, (z, r) => z * phi(r * z) * derivative(r * z)) / Math.sqrt(safe);
    },
    energy: (q) => mean(q, (z, r) => (z * derivative(r * z)) ** 2),
  };
}

/**
 * 2(√(k₁k₂) − E φ(r₁z)φ(r₂z)) = E (s φ(r₁z) − φ(r₂z)/s)² by quadrature, where s⁴ = k₂/k₁ makes the
 * two outputs equally long.
 */
export function radialChordByQuadrature(
  activation: ScalarActivation,
  q1: number,
  k1: number,
  q2: number,
  k2: number,
): number {
  if (k1 === 0 || k2 === 0) return 0;
  const { phi } = activation;
  const [r1, r2] = [Math.sqrt(q1), Math.sqrt(q2)];
  const s = (k2 / k1) ** 0.25;
  const kinks = [...kinksAt(activation, r1), ...kinksAt(activation, r2)].sort((a, b) => a - b);
  const scale = panelScale(activation, Math.max(r1, r2));
  return integrateGaussian(
    (z) => (s * phi(r1 * z) - phi(r2 * z) / s) ** 2,
    kinks,
    scale,
    activation.oscillates ? Math.min(2, 2 * scale) : 2,
  );
}

/** Where the argument r z meets the kinks of φ; 0, its centre, is always among them. */
export function kinksAt(activation: ScalarActivation, r: number): number[] {
  const kinks = r === 0 ? [] : (activation.kinks ?? []).map((kink) => kink / r);
  return kinks.includes(0) ? kinks : [...kinks, 0].sort((a, b) => a - b);
}

/** Width of the finest panels that φ(r z) needs. */
export function panelScale(activation: ScalarActivation, r: number): number {
  return r <= activation.width ? 1 : activation.width / r;
}

/** dk/dq is smooth in q; below this it is taken here, since the quotient has no value at 0. */
const SMALLEST_VARIANCE = 1e-10;
