import type { Matrix } from "../matrix.ts";
import { rotateRows } from "./rotate-rows.ts";

/** Two neighbouring diagonal blocks whose eigenvectors are rows `low` to `middle` and `middle` to `high` of X. */
export interface Joint {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** Which columns of a row of X are not 0. */
export type Side = "left" | "both" | "right";

/** What is left of D + ρ z zᵀ when the parts that rounding hides are taken out. */
export interface Deflated {
  /** Rows that stay coupled, in the ascending order of d. */
  readonly kept: readonly number[];
  /** Of each row of the joint, by its number - low. */
  readonly sides: readonly Side[];
  /** Rows that are eigenvectors already. */
  readonly done: readonly number[];
}

/**
 * Takes out of D + ρ z zᵀ what changes it by no more than `tolerance`: small entries of z, and one of
 * two equal entries of d, by a rotation that makes its z small.
 *
 * @param d, z - by row of X; changed by the rotations, as the rows are
 */
export function deflate(
  x: Matrix,
  d: Float64Array,
  z: Float64Array,
  rho: number,
  { low, middle, high }: Joint,
  tolerance: number,
): Deflated {
  const order = Array.from({ length: high - low }, (_, at) => low + at);
  const sides = order.map((row): Side => (row < middle ? "left" : "right"));
  order.sort((i, j) => d[i]! - d[j]!);
  const kept: number[] = [];
  const done: number[] = [];
  for (const row of order) {
    if (rho * Math.abs(z[row]!) <= tolerance) {
      done.push(row);
      continue;
    }
    const before = kept.at(-1);
    if (before !== undefined && merged(x, d, z, before, row, tolerance, low, high)) {
      kept.pop();
      done.push(before);
      if (sides[before - low] !== sides[row - low]) {
        sides[before - low] = "both";
        sides[row - low] = "both";
      }
    }
    kept.push(row);
  }
  return { kept, sides, done };
}

/** Rotates rows p and q so that z[p] is 0, unless that couples them by more than `tolerance`. */
function merged(
  x: Matrix,
  d: Float64Array,
  z: Float64Array,
  p: number,
  q: number,
  tolerance: number,
  low: number,
  high: number,
): boolean {
  const length = Math.sqrt(z[p]! * z[p]! + z[q]! * z[q]!);
  const c = z[q]! / length;
  const s = z[p]! / length;
  const dp = d[p]!;
  const dq = d[q]!;
  if (Math.abs((dq - dp) * c * s) > tolerance) return false;
  z[q] = length;
  z[p] = 0;
  d[p] = dp * c * c + dq * s * s;
  d[q] = dp * s * s + dq * c * c;
  rotateRows(x, p, q, c, s, low, high);
  return true;
}
