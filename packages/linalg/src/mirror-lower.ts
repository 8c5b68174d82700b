import type { Matrix } from "./matrix.ts";
import type { Matrix32 } from "./matrix32.ts";
import type { Steps } from "./steps.ts";

/** Side of the blocks in which the two halves are walked, for the cache. */
const BLOCK = 32;

/** Writes the lower half of `a` over its upper half, in place. */
export function* mirrorLower(a: Matrix | Matrix32): Steps<void> {
  const n = a.rows;
  const { data } = a;
  for (let i0 = 0; i0 < n; i0 += BLOCK) {
    for (let j0 = 0; j0 <= i0; j0 += BLOCK) {
      for (let i = i0; i < Math.min(i0 + BLOCK, n); i++) {
        for (let j = j0; j < Math.min(j0 + BLOCK, i); j++) data[j * n + i] = data[i * n + j]!;
      }
    }
    yield i0 / n;
  }
}
