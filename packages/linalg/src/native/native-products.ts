import type { CallOptions } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { checkGramFinite, checkGramShapes } from "../gram.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import { mirrorLower } from "../mirror-lower.ts";
import { checkProductFinite, checkProductShapes } from "../multiply.ts";
import { finishInSlices } from "../steps.ts";
import type { NativeCalls } from "./native-calls.ts";

// A row-major matrix is, column by column, its transpose. So the library is asked for Cᵀ.

const one = { real: 1 };
const zero = { real: 0 };

/** A B, as Cᵀ = Bᵀ Aᵀ. */
export async function nativeMultiply(
  calls: NativeCalls,
  a: Matrix,
  b: Matrix,
  call: CallOptions | undefined,
): Promise<Matrix> {
  checkProductShapes(a, b);
  const c = matrix(a.rows, b.cols);
  const [m, n, k] = [a.rows, b.cols, a.cols];
  const check = () => {
    checkProductFinite(a, b);
  };
  if (m * n * k === 0) check();
  else {
    const args = ["N", "N", n, m, k, one, b.data, n, a.data, k, zero, c.data, n] as const;
    await calls.run("dgemm", args, call, check);
  }
  call?.onProgress?.(1);
  return c;
}

/** A Bᵀ; A Aᵀ with half of the work, the other half copied. */
export async function nativeGram(
  calls: NativeCalls,
  a: Matrix,
  b: Matrix | undefined,
  call: CallOptions | undefined,
): Promise<Matrix> {
  const c = matrix(a.rows, (b ?? a).rows);
  await nativeGramInto(calls, c, a, b, { signal: call?.signal });
  if (b === undefined) await finishInSlices(mirrorLower(c), { signal: call?.signal });
  call?.onProgress?.(1);
  return c;
}

/** C = A Bᵀ, as Cᵀ = B Aᵀ; without B the lower half of A Aᵀ. */
export async function nativeGramInto(
  calls: NativeCalls,
  c: Matrix,
  a: Matrix,
  b: Matrix | undefined,
  call: CallOptions | undefined,
): Promise<void> {
  checkGramShapes(a, b);
  const check = () => {
    checkGramFinite(a, b);
  };
  const [n, m, d] = [a.rows, (b ?? a).rows, a.cols];
  if (c.rows !== n || c.cols !== m) {
    throw new ShapeError(`gram: c must be ${n}×${m}, got ${c.rows}×${c.cols}`);
  }
  if (n * m * d === 0) {
    check();
    c.data.fill(0);
  } else if (b !== undefined) {
    const args = ["T", "N", m, n, d, one, b.data, d, a.data, d, zero, c.data, m] as const;
    await calls.run("dgemm", args, call, check);
  } else {
    const args = ["U", "T", n, d, one, a.data, d, zero, c.data, n] as const;
    await calls.run("dsyrk", args, call, check);
  }
  call?.onProgress?.(1);
}
