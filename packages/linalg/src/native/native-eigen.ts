import { checkFinite } from "../check-finite.ts";
import { checkSymmetricMatrix } from "../eigen-symmetric.ts";
import type { EigenSymmetric } from "../eigen-symmetric.ts";
import { EngineError } from "../engine-error.ts";
import type { CallOptions } from "../engine.ts";
import { NumericalError } from "../errors.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import { integerIn, integers } from "./native-calls.ts";
import type { NativeCalls } from "./native-calls.ts";

/** Above this the workspace of 2 n² numbers cannot be told to a library with 32-bit integers. */
const LARGEST = 32_000;
/** Side of the blocks in which the vectors are turned, for the cache. */
const BLOCK = 64;

/** A = V diag(values) Vᵀ by divide and conquer. */
export async function nativeEigen(
  calls: NativeCalls,
  a: Matrix,
  call: CallOptions | undefined,
): Promise<EigenSymmetric> {
  checkSymmetricMatrix(a);
  const n = a.rows;
  if (n > LARGEST) {
    throw new EngineError(
      `eigenSymmetric: this engine takes at most ${LARGEST} rows, got ${n}; use wasmEngine`,
      "not-supported",
    );
  }
  const values = new Float64Array(n);
  const vectors = matrix(n, n, a.data.slice());
  if (n > 0) {
    const work = new Float64Array(1 + 6 * n + 2 * n * n);
    const whole = integers(0, 3 + 5 * n);
    const info = integers(0);
    const sizes = [work.length, whole, whole.length] as const;
    // prettier-ignore
    await calls.run("dsyevd", ["V", "U", n, vectors.data, n, values, work, ...sizes, info], call);
    if (integerIn(info) > 0) throw noConvergence(integerIn(info));
  }
  checkFinite("eigenSymmetric: the eigenvalues", matrix(1, n, values));
  call?.onProgress?.(1);
  return { values: values.reverse(), vectors: columnsFromLast(vectors) };
}

/** The rows of `a` [n, n] as columns, the last one first. */
function columnsFromLast({ rows: n, data }: Matrix): Matrix {
  const result = matrix(n, n);
  for (let top = 0; top < n; top += BLOCK) {
    for (let left = 0; left < n; left += BLOCK) {
      for (let i = top; i < Math.min(top + BLOCK, n); i++) {
        const column = n - 1 - i;
        for (let j = left; j < Math.min(left + BLOCK, n); j++) {
          result.data[j * n + column] = data[i * n + j]!;
        }
      }
    }
  }
  return result;
}

function noConvergence(info: number): NumericalError {
  return new NumericalError(`eigenSymmetric: dsyevd must converge, got info ${info}`, "max-steps", {
    info,
  });
}
