import { EngineError } from "../engine-error.ts";
import type { Workspace } from "./workspace.ts";

const SIZE = 32;
/** Calls after which V8 has replaced its first, quick compilation by the optimized one. */
const CALLS = 400;
/** What fused operations may change: 32 terms of size 1. */
const FUSED_TOLERANCE = 1e-13;

/**
 * Throws an {@link EngineError} `not-supported` unless products come out as the plain loop gives them,
 * to the last bit or, for `fused` kernels, to rounding.
 */
export function selfTest(workspace: Workspace, fused: boolean): void {
  const { kernels, heap, a, b, panels, c } = workspace;
  const left = sample(1);
  const right = sample(2);
  heap.set(left, a / 8);
  kernels.packRows(a, SIZE, SIZE, SIZE, b, 1);
  heap.set(right, a / 8);
  kernels.packRows(a, SIZE, SIZE, SIZE, panels, 1);
  for (let call = 0; call < CALLS; call++) {
    heap.fill(0, c / 8, c / 8 + SIZE * SIZE);
    kernels.panelProduct(b, SIZE, panels, SIZE, SIZE, c, 8 * SIZE, 1);
  }
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) {
      let sum = 0;
      for (let k = 0; k < SIZE; k++) sum -= left[i * SIZE + k]! * right[j * SIZE + k]!;
      const got = heap[c / 8 + i * SIZE + j]!;
      if (Math.abs(got - sum) > (fused ? FUSED_TOLERANCE : 0)) throw wrong(sum, got);
    }
  }
}

/** Numbers between -1 and 1 with many digits. */
function sample(seed: number): Float64Array {
  return Float64Array.from(
    { length: SIZE * SIZE },
    (_, i) => Math.fround((i * seed * 0.618) % 2) - 1.1,
  );
}

function wrong(expected: number, got: number): EngineError {
  return new EngineError(
    `wasmEngine: products must come out as plain loops give them, got ${got} instead of ${expected}; do without wide and fma on this runtime`,
    "not-supported",
  );
}
