import type { PairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";

/** The dual of a homogeneous activation as a function of the angle θ between the inputs. */
export interface AngularDual {
  /** n, with φ(rx) = rⁿ φ(x) for r > 0. */
  readonly degree: number;
  readonly odd: boolean;
  /** E φφ = P^(n/2) value(θ). */
  readonly value: (theta: number) => number;
  /** value(0) − value(θ), free of cancellation. */
  readonly drop: (theta: number) => number;
  /** E φ'φ' = P^((n−1)/2) slope(θ). */
  readonly slope: (theta: number) => number;
  /** E φφ of a zero row with itself, φ(0)². */
  readonly atZero: number;
}

/**
 * The rule of a homogeneous activation. Radii and angle separate: a zero row counts as orthogonal
 * to every other.
 */
export function homogeneousRule(dual: AngularDual): Rule {
  const own = dual.value(0);
  const variance = (q: number): number => (q === 0 ? dual.atZero : own * q ** dual.degree);
  return {
    power: (n) => n * dual.degree,
    bind(rows: RowVariances): BoundRule {
      const after = mapRows(rows, (q) => q.map(variance));
      return {
        rows: after,
        apply: (block) => {
          applyHomogeneous(dual, own, rows, after, block);
        },
      };
    },
  };
}

function applyHomogeneous(
  dual: AngularDual,
  own: number,
  rows: RowVariances,
  after: RowVariances,
  block: PairBlock,
): void {
  const { degree } = dual;
  const { cov, apart, together, diff, ntk, length, row, start } = block;
  const q1 = rows.left[row]!;
  const k1 = after.left[row]!;
  for (let k = 0; k < length; k++) {
    const q2 = rows.right[start + k]!;
    const k2 = after.right[start + k]!;
    const radius = Math.sqrt(q1) * Math.sqrt(q2);
    const flip = dual.odd && cov[k]! < 0;
    const sine = (Math.sqrt(apart[k]!) * Math.sqrt(together[k]!)) / 2;
    const theta = radius === 0 ? Math.PI / 2 : Math.atan2(sine, flip ? -cov[k]! : cov[k]!);
    const size = radius ** degree;
    const value = size * dual.value(theta);
    const outer = Math.sqrt(k1) * Math.sqrt(k2);
    const less = radius === 0 ? 2 * (outer - value) : 2 * size * dual.drop(theta);
    const more = 2 * (outer + value);
    cov[k] = flip ? -value : value;
    apart[k] = flip ? more : less;
    together[k] = flip ? less : more;
    diff[k] = radius === 0 ? k1 - k2 : own * diff[k]! * powerQuotient(q1, q2, degree);
    // Degree 0 has slope 0, and a radius of 0 must not divide it.
    ntk[k] = degree === 0 ? 0 : ntk[k]! * dual.slope(theta) * radius ** (degree - 1);
  }
}

/** (q₁ⁿ − q₂ⁿ) / (q₁ − q₂) = Σ q₁ᵐ q₂ⁿ⁻¹⁻ᵐ. */
function powerQuotient(q1: number, q2: number, n: number): number {
  let sum = 0;
  for (let m = 0; m < n; m++) sum += q1 ** m * q2 ** (n - 1 - m);
  return sum;
}
