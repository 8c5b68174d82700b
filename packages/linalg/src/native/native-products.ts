import { allFinite } from "../check-finite.ts";
import type { CallOptions } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { checkGramFinite, checkGramShapes } from "../gram.ts";
import type { Matrix } from "../matrix.ts";
import type { Matrix32 } from "../matrix32.ts";
import { mirrorLower } from "../mirror-lower.ts";
import { checkProductFinite, checkProductShapes } from "../multiply.ts";
import { finishInSlices } from "../steps.ts";
import { checked } from "./checked.ts";
import type { Argument, NativeCalls } from "./native-calls.ts";
import type { Routine } from "./native-library.ts";
import type { NativePrecision } from "./native-precision.ts";

// A row-major matrix is, column by column, its transpose. So the library is asked for Cᵀ.

/** Products of matrices of one precision. */
export interface NativeProducts<M extends Matrix | Matrix32> {
  /** A B. */
  readonly multiply: (a: M, b: M, call?: CallOptions) => Promise<M>;
  /** A Bᵀ; A Aᵀ with half of the work, the other half copied. */
  readonly gram: (a: M, b?: M, call?: CallOptions) => Promise<M>;
  /** C = A Bᵀ; without B the lower half of A Aᵀ. */
  readonly gramInto: (c: M, a: M, b?: M, call?: CallOptions) => Promise<void>;
}

/** The products that `calls` compute in this precision. */
export function nativeProducts<M extends Matrix | Matrix32>(
  calls: NativeCalls,
  precision: NativePrecision<M>,
): NativeProducts<M> {
  const { numbers } = precision;
  return {
    multiply: (a, b, call) =>
      checked(
        call,
        { "multiply: a": a, "multiply: b": b },
        () => multiply(calls, precision, a, b, call),
        numbers,
      ),
    gram: (a, b, call) =>
      checked(
        call,
        { "gram: a": a, "gram: b": b ?? a },
        () => gram(calls, precision, a, b, call),
        numbers,
      ),
    gramInto: (c, a, b, call) =>
      checked(
        call,
        { "gram: c": c, "gram: a": a, "gram: b": b ?? a },
        () => gramInto(calls, precision, c, a, b, call),
        numbers,
      ),
  };
}

/** A B, as Cᵀ = Bᵀ Aᵀ. */
async function multiply<M extends Matrix | Matrix32>(
  calls: NativeCalls,
  { gemm, one, zero, empty }: NativePrecision<M>,
  a: M,
  b: M,
  call: CallOptions | undefined,
): Promise<M> {
  checkProductShapes(a, b);
  const c = empty(a.rows, b.cols);
  const [m, n, k] = [a.rows, b.cols, a.cols];
  const check = () => {
    checkProductFinite(a, b);
  };
  if (m * n * k === 0) check();
  else {
    const args = ["N", "N", n, m, k, one, b.data, n, a.data, k, zero, c.data, n] as const;
    await runChecked(calls, gemm, args, call, { result: c, read: (m + n) * k, check });
  }
  call?.onProgress?.(1);
  return c;
}

async function gram<M extends Matrix | Matrix32>(
  calls: NativeCalls,
  precision: NativePrecision<M>,
  a: M,
  b: M | undefined,
  call: CallOptions | undefined,
): Promise<M> {
  checkGramShapes(a, b);
  const c = precision.empty(a.rows, (b ?? a).rows);
  const quiet = { signal: call?.signal };
  await gramInto(calls, precision, c, a, b, quiet);
  if (b === undefined) await finishInSlices(mirrorLower(c), quiet);
  call?.onProgress?.(1);
  return c;
}

/** C = A Bᵀ, as Cᵀ = B Aᵀ. */
async function gramInto<M extends Matrix | Matrix32>(
  calls: NativeCalls,
  { gemm, syrk, one, zero }: NativePrecision<M>,
  c: M,
  a: M,
  b: M | undefined,
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
    await runChecked(calls, gemm, args, call, { result: c, read: (m + n) * d, check });
  } else {
    const args = ["U", "T", n, d, one, a.data, d, zero, c.data, n] as const;
    await calls.run(syrk, args, call, check);
  }
  call?.onProgress?.(1);
}

/** A result that tells of its factors what they would tell with so many times as many numbers. */
const MUCH_SMALLER = 4;

/**
 * Runs a product and complains of factors that are not finite: looks at them while the library computes,
 * or afterwards if the result, every entry of which such a number spoils that it enters, is not finite.
 */
async function runChecked(
  calls: NativeCalls,
  routine: Routine,
  args: readonly Argument[],
  call: CallOptions | undefined,
  what: {
    readonly result: Matrix | Matrix32;
    /** Numbers of the factors. */
    readonly read: number;
    readonly check: () => void;
  },
): Promise<void> {
  const { result, read, check } = what;
  if (result.data.length * MUCH_SMALLER > read) return calls.run(routine, args, call, check);
  await calls.run(routine, args, call);
  if (!allFinite(result.data)) check();
}
