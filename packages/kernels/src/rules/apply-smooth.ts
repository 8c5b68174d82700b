import type { BoundDual, Parity } from "../duals/dual.ts";
import { angularChord } from "../numerics/angular-chord.ts";
import type { PairBlock } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";

/** Outputs with R' − c' below this part of R' are nearly parallel: 12 digits of it are left. */
const NEAR = 1e-4;

/** Below this relative difference of variances the first order of the difference is enough. */
const CLOSE_VARIANCES = 1e-5;

/** Carries pair `k` of the block through the activation; see `smoothRule`. */
export function applySmooth(
  parity: Parity,
  bound: BoundDual,
  rows: RowVariances,
  block: PairBlock,
  k: number,
): void {
  const { cov, apart, together, diff, ntk, row, start } = block;
  const column = start + k;
  const [q1, q2] = [rows.left[row]!, rows.right[column]!];
  const [k1, k2] = [bound.left.variance[row]!, bound.right.variance[column]!];
  const flip = parity !== "none" && cov[k]! < 0;
  const c = flip ? -cov[k]! : cov[k]!;
  const sine = (Math.sqrt(apart[k]!) * Math.sqrt(together[k]!)) / 2;
  const close = Math.abs(diff[k]!) < CLOSE_VARIANCES * (q1 + q2);
  const radius = Math.sqrt(k1) * Math.sqrt(k2);
  let value = bound.value(row, column, c, sine);
  let less = 2 * (radius - value);
  if (less < NEAR * radius) {
    const radial = close
      ? closeRadialChord(bound, row, column, diff[k]!)
      : bound.radialChord(row, column);
    less = radial + angularChord(bound, row, column, c, sine);
    value = radius - less / 2;
  }
  const more = 2 * (radius + value);
  if (block.tangent) {
    const slope = bound.slope(row, column, c, sine);
    ntk[k] = ntk[k]! * (flip && parity === "even" ? -slope : slope);
  }
  const negate = flip && parity === "odd";
  cov[k] = negate ? -value : value;
  apart[k] = negate ? more : less;
  together[k] = negate ? less : more;
  if (!close) diff[k] = k1 - k2;
  else if (diff[k] !== 0) {
    diff[k] = 0.5 * (bound.left.growth(row) + bound.right.growth(column)) * diff[k]!;
  }
}

/** 2(R' − E φ(r₁z)φ(r₂z)) to first order in q₁ − q₂, whose square it is proportional to. */
function closeRadialChord(bound: BoundDual, row: number, column: number, diff: number): number {
  if (diff === 0) return 0;
  return 0.5 * (bound.left.spread(row) + bound.right.spread(column)) * diff * diff;
}
