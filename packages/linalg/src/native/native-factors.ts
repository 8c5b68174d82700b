import { lowerHalf, checkSquare, pivotError } from "../cholesky.ts";
import type { Cholesky } from "../cholesky.ts";
import type { CallOptions } from "../engine.ts";
import { NumericalError } from "../errors.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import { checkTriangle } from "../solve-lower.ts";
import { finishInSlices } from "../steps.ts";
import { integerIn, integers } from "./native-calls.ts";
import type { NativeCalls } from "./native-calls.ts";

// The lower triangle by rows is, column by column, the upper triangle of the transpose.

/** A = L Lᵀ, as Uᵀ U. */
export async function nativeCholesky(
  calls: NativeCalls,
  a: Matrix,
  call: CallOptions | undefined,
): Promise<Cholesky> {
  checkSquare("cholesky", a);
  const n = a.rows;
  const lower = await finishInSlices(lowerHalf(a), { signal: call?.signal });
  if (n > 0) {
    const info = integers(0);
    await calls.run("dpotrf", ["U", n, lower.data, n, info], call);
    checkPivots(lower, integerIn(info));
  }
  call?.onProgress?.(1);
  return { lower };
}

/** Throws for the pivot at which the factorisation ended; a NaN does not end it. */
function checkPivots({ rows: n, data }: Matrix, info: number): void {
  const end = info > 0 ? info - 1 : n;
  for (let i = 0; i < end; i++) {
    const pivot = data[i * n + i]!;
    if (!(pivot > 0 && pivot < Infinity)) throw pivotError(pivot, i);
  }
  if (info > 0) throw pivotError(data[end * n + end]!, end);
}

/** X with A X = B or L X = B, as Xᵀ from the right. */
export async function nativeSolve(
  calls: NativeCalls,
  caller: "solveCholesky" | "solveLower",
  lower: Matrix,
  b: Matrix,
  call: CallOptions | undefined,
): Promise<Matrix> {
  checkTriangle(caller, lower, b);
  const [n, m] = [b.rows, b.cols];
  const x = matrix(n, m, b.data.slice());
  const l = lower.data;
  for (const op of n * m === 0 ? [] : caller === "solveCholesky" ? ["N", "T"] : ["N"]) {
    if (m === 1) {
      // One column reads L once; op is about the vector from the left here.
      await calls.run("dtrsv", ["U", op === "N" ? "T" : "N", "N", n, l, n, x.data, 1], call);
    } else {
      await calls.run("dtrsm", ["R", "U", op, "N", m, n, { real: 1 }, l, n, x.data, m], call);
    }
  }
  call?.onProgress?.(1);
  return x;
}

/** Diagonal of A⁻¹: the squares of the columns of L⁻¹, added. */
export async function nativeInverseDiagonal(
  calls: NativeCalls,
  { lower }: Cholesky,
  call: CallOptions | undefined,
): Promise<Float64Array> {
  checkSquare("inverseDiagonal", lower);
  const n = lower.rows;
  const result = new Float64Array(n);
  if (n > 0) {
    const inverse = lower.data.slice();
    const info = integers(0);
    await calls.run("dtrtri", ["U", "N", n, inverse, n, info], call);
    const pivot = integerIn(info) - 1;
    if (pivot >= 0) throw singular(pivot);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i <= k; i++) result[i]! += inverse[k * n + i]! ** 2;
    }
  }
  call?.onProgress?.(1);
  return result;
}

function singular(pivot: number): NumericalError {
  return new NumericalError(
    `inverseDiagonal: the factor must have no 0 on its diagonal, got one at index ${pivot}`,
    "singular",
    { pivot, value: 0 },
  );
}
