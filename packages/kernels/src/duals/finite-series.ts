import type { RowVariances } from "../rule.ts";
import type { BoundDual, Dual, ScalarActivation } from "./dual.ts";
import { profileByQuadrature, radialChordByQuadrature, rowProfile } from "./row-profile.ts";

/** A polynomial activation by its expansion in orthonormal Hermite polynomials h_l. */
export interface FiniteSeries extends Omit<ScalarActivation, "width"> {
  /** Entries e_l of φ(√q z) = Σ_l e_l(q) q^(l/2) h_l(z). */
  readonly value: (q: number) => readonly number[];
  /** The same of φ'. */
  readonly slope: (q: number) => readonly number[];
}

/**
 * E φφ = Σ_l e_l(q₁) e_l(q₂) cˡ (Mehler), a polynomial in c whose coefficients factor into rows.
 * With the power q^(l/2) taken out of the coefficients nothing is divided by q, so zero rows are exact.
 */
export function finiteSeriesDual(series: FiniteSeries): Dual {
  const activation: ScalarActivation = { ...series, width: 1 };
  const formulas = {
    ...profileByQuadrature(activation),
    variance: (q: number): number => horner(series.value(q), series.value(q), q),
  };
  return {
    parity: series.parity,
    activation,
    bind({ left, right }: RowVariances): BoundDual {
      const tables = { left: tabulate(series, left), right: tabulate(series, right) };
      const leftProfile = rowProfile(left, formulas);
      return {
        left: leftProfile,
        right: right === left ? leftProfile : rowProfile(right, formulas),
        value: (row, column, c) => horner(tables.left.value[row]!, tables.right.value[column]!, c),
        slope: (row, column, c) => horner(tables.left.slope[row]!, tables.right.slope[column]!, c),
        radialChord(row, column): number {
          const [q1, q2] = [left[row]!, right[column]!];
          const [k1, k2] = [formulas.variance(q1), formulas.variance(q2)];
          return radialChordByQuadrature(activation, q1, k1, q2, k2);
        },
      };
    },
  };
}

interface SeriesTable {
  readonly value: readonly (readonly number[])[];
  readonly slope: readonly (readonly number[])[];
}

function tabulate(series: FiniteSeries, q: Float64Array): SeriesTable {
  return { value: Array.from(q, series.value), slope: Array.from(q, series.slope) };
}

function horner(a: readonly number[], b: readonly number[], c: number): number {
  let result = 0;
  for (let l = a.length - 1; l >= 0; l--) result = result * c + a[l]! * b[l]!;
  return result;
}
