import { integrateGaussian } from "../numerics/integrate-gaussian.ts";
import type { RowStore } from "../row-store.ts";
import type { RowVariances } from "../rule.ts";
import type { BoundDual, Dual, RowProfile, ScalarActivation } from "./dual.ts";
import { derivativeParity, hermiteCoefficients, mehlerSum } from "./mehler.ts";
import type { SeriesPair } from "./mehler.ts";
import {
  costlyVariances,
  kinksAt,
  panelScale,
  profileByQuadrature,
  radialChordByQuadrature,
  rowProfile,
} from "./row-profile.ts";

/** An activation whose conditional means may be known in closed form. */
export interface IntegrableActivation extends ScalarActivation {
  /** E φ(μ + σz); by quadrature when absent. */
  readonly mean?: (mu: number, sigma: number) => number;
  /** E φ'(μ + σz); by quadrature when absent. */
  readonly derivativeMean?: (mu: number, sigma: number) => number;
  /** E φφ and E φ'φ' where both radii are above 1e16, which φ reaches as its limit. */
  readonly far?: Readonly<Record<Moment, (c: number, sine: number) => number>>;
}

/** From here on a function of width 1 cannot be told from its limit at large arguments. */
const FAR = 1e16;

/**
 * The dual of any φ, to about 1e-13.
 *
 * Analytic φ: the series Σ_l a_l(q₁) a_l(q₂) ρˡ, whose coefficients belong to rows (see
 * {@link hermiteCoefficients}). φ with kinks, and rows of so large a variance that the series is
 * long: E φ(r₁z) E[φ(v) | z] by quadrature split at the kinks; some 10⁴ evaluations a pair.
 */
export function scalarDual(activation: IntegrableActivation): Dual {
  const formulas = profileByQuadrature(activation);
  const analytic = (activation.kinks ?? []).length === 0;
  return {
    parity: activation.parity,
    ...(analytic && { activation }),
    bind(rows: RowVariances, store): BoundDual {
      const { left, right } = rows;
      const profile = (q: Float64Array): RowProfile =>
        rowProfile(q, formulas, costlyVariances(q, formulas, store));
      const leftProfile = profile(left);
      const rightProfile = right === left ? leftProfile : profile(right);
      const pair = splitPair(activation, rows);
      const coefficients = analytic ? seriesPair(activation, rows, store) : null;
      const series = coefficients && mehlerPair(coefficients, rows);
      return {
        left: leftProfile,
        right: rightProfile,
        ...(coefficients && isComplete(coefficients) && { series: coefficients }),
        value: (row, column, c, sine) =>
          series?.("value", row, column, c) ?? pair("value", row, column, c, sine),
        slope: (row, column, c, sine) =>
          series?.("slope", row, column, c) ?? pair("slope", row, column, c, sine),
        radialChord: (row, column) =>
          radialChordByQuadrature(
            activation,
            left[row]!,
            leftProfile.variance[row]!,
            right[column]!,
            rightProfile.variance[column]!,
          ),
      };
    },
  };
}

type Moment = "value" | "slope";

/** The coefficients of the rows on both sides. */
function seriesPair(
  activation: ScalarActivation,
  { left, right }: RowVariances,
  store: RowStore,
): SeriesPair {
  const a = hermiteCoefficients(activation, left, store);
  const b = right === left ? a : hermiteCoefficients(activation, right, store);
  const parities = { value: activation.parity, slope: derivativeParity[activation.parity] };
  return { left: a, right: b, parities };
}

/** The series of a pair, or undefined where it does not converge soon enough. */
function mehlerPair(
  { left: a, right: b, parities }: SeriesPair,
  { left, right }: RowVariances,
): (moment: Moment, row: number, column: number, c: number) => number | undefined {
  return (moment, row, column, c) => {
    const radius = Math.sqrt(left[row]!) * Math.sqrt(right[column]!);
    const rho = radius === 0 ? 0 : Math.max(-1, Math.min(1, c / radius));
    return mehlerSum(moment, parities[moment], a, row, b, column, rho);
  };
}

/** Whether every row has a short series. */
function isComplete({ left, right }: SeriesPair): boolean {
  return !left.half.includes(0) && !right.half.includes(0);
}

/**
 * E φ(u) E[φ(v) | u] of a pair, u being the one of the smaller radius r₁: v given u = r₁z has mean (c/r₁) z and
 * deviation sine/r₁.
 */
function splitPair(
  activation: IntegrableActivation,
  { left, right }: RowVariances,
): (moment: Moment, row: number, column: number, c: number, sine: number) => number {
  const analytic = (activation.kinks ?? []).length === 0;
  const outer = { value: activation.phi, slope: activation.derivative };
  const inner = {
    value: activation.mean ?? meanByQuadrature(activation, activation.phi),
    slope: activation.derivativeMean ?? meanByQuadrature(activation, activation.derivative),
  };
  return (moment, row, column, c, sine) => {
    const [f, mean] = [outer[moment], inner[moment]];
    const radii = [Math.sqrt(left[row]!), Math.sqrt(right[column]!)] as const;
    // The smaller radius outside needs the fewer panels.
    const [r1, r2] = [Math.min(...radii), Math.max(...radii)];
    if (activation.far && r1 > FAR) return activation.far[moment](c, sine);
    if (r1 === 0) return f(0) * mean(0, r2);
    const drift = c / r1;
    const deviation = sine / r1;
    const kinks = [...kinksAt(activation, r1), ...kinksAt(activation, drift)];
    // Averaging over v smooths φ over its deviation; without kinks φ is no rougher than its width.
    const smooth = Math.max(deviation, analytic || deviation === 0 ? activation.width : 0);
    return integrateGaussian(
      (z) => f(r1 * z) * mean(drift * z, deviation),
      kinks.sort((p, q) => p - q),
      Math.min(panelScale(activation, r1), drift === 0 ? 1 : smooth / Math.abs(drift)),
    );
  };
}

function meanByQuadrature(
  activation: ScalarActivation,
  f: (x: number) => number,
): (mu: number, sigma: number) => number {
  const kinks = activation.kinks ?? [];
  return (mu, sigma) => {
    if (sigma === 0) return f(mu);
    const points = (kinks.includes(0) ? kinks : [...kinks, 0])
      .map((kink) => (kink - mu) / sigma)
      .sort((p, q) => p - q);
    return integrateGaussian((z) => f(mu + sigma * z), points, panelScale(activation, sigma));
  };
}
