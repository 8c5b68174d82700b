import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import type { Matrix32 } from "../matrix32.ts";
import type { Argument } from "./native-calls.ts";
import type { Routine } from "./native-library.ts";

/** What products of 64-bit and of 32-bit matrices differ in. */
export interface NativePrecision<M extends Matrix | Matrix32> {
  /** C = A B. */
  readonly gemm: Routine;
  /** C = A Aᵀ, one triangle of it. */
  readonly syrk: Routine;
  readonly one: Argument;
  readonly zero: Argument;
  /** What holds the entries. */
  readonly numbers: Float64ArrayConstructor | Float32ArrayConstructor;
  readonly empty: (rows: number, cols: number) => M;
}

export const double: NativePrecision<Matrix> = {
  gemm: "dgemm",
  syrk: "dsyrk",
  one: { real: 1 },
  zero: { real: 0 },
  numbers: Float64Array,
  empty: (rows, cols) => matrix(rows, cols),
};

export const single: NativePrecision<Matrix32> = {
  gemm: "sgemm",
  syrk: "ssyrk",
  one: { real32: 1 },
  zero: { real32: 0 },
  numbers: Float32Array,
  empty: (rows, cols) => ({ rows, cols, data: new Float32Array(rows * cols) }),
};
