import type { Matrix } from "./matrix.ts";
import type { Steps } from "./steps.ts";

/** Rotations of the neighbouring columns (high - 1, high), then (high - 2, high - 1), down to (low, low + 1). */
export interface Sweep {
  readonly low: number;
  readonly high: number;
  /** Cosine and sine of each, in this order. */
  readonly rotations: Float64Array;
}

/**
 * Applies the sweeps to the columns of `a`, in place, four rows at a time: rows do not see each
 * other, so all sweeps can pass over four of them while they are in the cache.
 *
 * @param fraction - yielded after each group of rows
 */
export function* rotateColumns(a: Matrix, sweeps: readonly Sweep[], fraction: number): Steps<void> {
  const { rows, cols, data } = a;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    for (const sweep of sweeps) rotateFour(data, i * cols, cols, sweep);
    if (i % 16 === 0) yield fraction;
  }
  for (; i < rows; i++) {
    for (const sweep of sweeps) rotateOne(data, i * cols, sweep);
  }
}

function rotateFour(a: Float64Array, row: number, stride: number, sweep: Sweep): void {
  const { low, high, rotations } = sweep;
  let p0 = row + high;
  let p1 = p0 + stride;
  let p2 = p1 + stride;
  let p3 = p2 + stride;
  let f0 = a[p0]!;
  let f1 = a[p1]!;
  let f2 = a[p2]!;
  let f3 = a[p3]!;
  const end = 2 * (high - low);
  for (let k = 0; k < end; k += 2) {
    const c = rotations[k]!;
    const s = rotations[k + 1]!;
    const z0 = a[p0 - 1]!;
    const z1 = a[p1 - 1]!;
    const z2 = a[p2 - 1]!;
    const z3 = a[p3 - 1]!;
    a[p0--] = s * z0 + c * f0;
    a[p1--] = s * z1 + c * f1;
    a[p2--] = s * z2 + c * f2;
    a[p3--] = s * z3 + c * f3;
    f0 = c * z0 - s * f0;
    f1 = c * z1 - s * f1;
    f2 = c * z2 - s * f2;
    f3 = c * z3 - s * f3;
  }
  a[p0] = f0;
  a[p1] = f1;
  a[p2] = f2;
  a[p3] = f3;
}

function rotateOne(a: Float64Array, row: number, { low, high, rotations }: Sweep): void {
  let p = row + high;
  let f = a[p]!;
  for (let k = 0; k < 2 * (high - low); k += 2) {
    const c = rotations[k]!;
    const s = rotations[k + 1]!;
    const z = a[p - 1]!;
    a[p--] = s * z + c * f;
    f = c * z - s * f;
  }
  a[p] = f;
}
