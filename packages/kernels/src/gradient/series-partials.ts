import { NumericalError } from "@ntkit/linalg";
import type { ScalarActivation } from "../duals/dual.ts";
import { hermiteCoefficients } from "../duals/mehler.ts";
import { freshRows } from "../row-store.ts";
import type { RowVariances } from "../rule.ts";
import type { PartialsOfPairs, VarianceGrowth } from "./pair-partials.ts";

/**
 * Partial derivatives of an analytic activation's moments by Hermite series. With a, b, d the
 * coefficients of φ(rz), φ'(rz) and φ''(rz), d_l = √(l+1) b_(l+1) / r, and Stein's lemma
 *
 * ∂E φφ/∂q₁ = (E uφ'(u)φ(v) − c E φ'φ') / 2q₁, where zφ'(rz) has √l b_(l−1) + √(l+1) b_(l+1),
 *
 * and one derivative up the same for E φ'φ'.
 *
 * @throws {NumericalError} "max-steps" for variances at which the series do not end soon enough
 */
export function seriesPartials(activation: ScalarActivation, rows: RowVariances): PartialsOfPairs {
  const left = rowSeries(activation, rows.left);
  const right = rows.right === rows.left ? left : rowSeries(activation, rows.right);
  const terms = Math.min(left.terms, right.terms);
  return {
    left,
    right,
    fill(into, i, j, c) {
      const [q1, q2] = [rows.left[i]!, rows.right[j]!];
      const [r1, r2] = [Math.sqrt(q1), Math.sqrt(q2)];
      const [from, to] = [i * left.terms, j * right.terms];
      const rho = r1 * r2 === 0 ? 0 : Math.max(-1, Math.min(1, c / (r1 * r2)));
      let [value, slope, curve, leftPull, rightPull, leftTwist, rightTwist] = [0, 0, 0, 0, 0, 0, 0];
      for (let l = terms - 1; l >= 0; l--) {
        const [m, n] = [from + l, to + l];
        value = value * rho + left.phi[m]! * right.phi[n]!;
        slope = slope * rho + left.first[m]! * right.first[n]!;
        curve = curve * rho + left.second[m]! * right.second[n]!;
        leftPull = leftPull * rho + left.pull[m]! * right.phi[n]!;
        rightPull = rightPull * rho + left.phi[m]! * right.pull[n]!;
        leftTwist = leftTwist * rho + left.twist[m]! * right.first[n]!;
        rightTwist = rightTwist * rho + left.first[m]! * right.twist[n]!;
      }
      into.value = value;
      into.slope = slope;
      into.slopeCov = curve;
      into.valueLeft = q1 === 0 ? 0 : (r1 * leftPull - c * slope) / (2 * q1);
      into.valueRight = q2 === 0 ? 0 : (r2 * rightPull - c * slope) / (2 * q2);
      into.slopeLeft = q1 === 0 ? 0 : (r1 * leftTwist - c * curve) / (2 * q1);
      into.slopeRight = q2 === 0 ? 0 : (r2 * rightTwist - c * curve) / (2 * q2);
    },
  };
}

/** Hermite coefficients of functions of rz for many rows, row i from `i * terms` on. */
export interface RowSeries extends VarianceGrowth {
  readonly terms: number;
  /** φ, φ', φ'', zφ' and zφ''. */
  readonly phi: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly pull: Float64Array;
  readonly twist: Float64Array;
}

/** The series of an activation at the given variances. */
export function rowSeries(activation: ScalarActivation, q: Float64Array): RowSeries {
  const { terms, value, slope, half } = hermiteCoefficients(activation, q, freshRows);
  const row = half.indexOf(0);
  if (row >= 0) {
    throw new NumericalError(
      `kernel: the series of an activation must end within 2048 terms, got variance ${q[row]!} in row ${row}; smaller inputs or a smaller weightStd shorten it`,
      "max-steps",
      { row, variance: q[row]! },
    );
  }
  const second = new Float64Array(value.length);
  for (let i = 0; i < q.length; i++) {
    const radius = Math.sqrt(q[i]!);
    for (let l = 0; l + 1 < terms && radius > 0; l++) {
      second[i * terms + l] = (Math.sqrt(l + 1) * slope[i * terms + l + 1]!) / radius;
    }
  }
  const pull = timesVariable(slope, terms);
  const twist = timesVariable(second, terms);
  const dot = (x: Float64Array, y: Float64Array, i: number): number => {
    let sum = 0;
    for (let k = i * terms; k < (i + 1) * terms; k++) sum += x[k]! * y[k]!;
    return sum;
  };
  return {
    terms,
    phi: value,
    first: slope,
    second,
    pull,
    twist,
    variance: q.map((_, i) => dot(value, value, i)),
    // dk/dq = E zφ(rz)φ'(rz) / r.
    growth: q.map((v, i) => (v === 0 ? 0 : dot(pull, value, i) / Math.sqrt(v))),
  };
}

/** Coefficients of z f(z) from those of f: √l f_(l−1) + √(l+1) f_(l+1). */
function timesVariable(f: Float64Array, terms: number): Float64Array {
  return f.map((_, k) => {
    const l = k % terms;
    const below = l > 0 ? Math.sqrt(l) * f[k - 1]! : 0;
    return below + (l + 1 < terms ? Math.sqrt(l + 1) * f[k + 1]! : 0);
  });
}
