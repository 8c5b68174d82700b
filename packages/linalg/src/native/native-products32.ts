import type { CallOptions } from "../engine.ts";
import { checkGramFinite, checkGramShapes } from "../gram.ts";
import type { Matrix32 } from "../matrix32.ts";
import { mirrorLower } from "../mirror-lower.ts";
import { checkProductFinite, checkProductShapes } from "../multiply.ts";
import { finishInSlices } from "../steps.ts";
import type { NativeCalls } from "./native-calls.ts";

const one = { real32: 1 };
const zero = { real32: 0 };

/** A B in 32-bit numbers, as Cᵀ = Bᵀ Aᵀ. */
export async function nativeMultiply32(
  calls: NativeCalls,
  a: Matrix32,
  b: Matrix32,
  call: CallOptions | undefined,
): Promise<Matrix32> {
  checkProductShapes(a, b);
  const c = empty(a.rows, b.cols);
  const [m, n, k] = [a.rows, b.cols, a.cols];
  const check = () => {
    checkProductFinite(a, b);
  };
  if (m * n * k === 0) check();
  else {
    const args = ["N", "N", n, m, k, one, b.data, n, a.data, k, zero, c.data, n] as const;
    await calls.run("sgemm", args, call, check);
  }
  call?.onProgress?.(1);
  return c;
}

/** A Bᵀ in 32-bit numbers, as Cᵀ = B Aᵀ; A Aᵀ with half of the work, the other half copied. */
export async function nativeGram32(
  calls: NativeCalls,
  a: Matrix32,
  b: Matrix32 | undefined,
  call: CallOptions | undefined,
): Promise<Matrix32> {
  checkGramShapes(a, b);
  const check = () => {
    checkGramFinite(a, b);
  };
  const [n, m, d] = [a.rows, (b ?? a).rows, a.cols];
  const c = empty(n, m);
  const quiet = { signal: call?.signal };
  if (n * m * d === 0) check();
  else if (b !== undefined) {
    const args = ["T", "N", m, n, d, one, b.data, d, a.data, d, zero, c.data, m] as const;
    await calls.run("sgemm", args, quiet, check);
  } else {
    const args = ["U", "T", n, d, one, a.data, d, zero, c.data, n] as const;
    await calls.run("ssyrk", args, quiet, check);
    await finishInSlices(mirrorLower(c), quiet);
  }
  call?.onProgress?.(1);
  return c;
}

function empty(rows: number, cols: number): Matrix32 {
  return { rows, cols, data: new Float32Array(rows * cols) };
}
