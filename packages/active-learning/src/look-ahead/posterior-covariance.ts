import { matrix, plainEngine, readTile, selectRows } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { LookAheadState } from "./look-ahead-state.ts";

/**
 * C(x, x') of the given pool rows: what the labelled rows and the picks leave of the kernel, shape
 * [rows.length, cols.length].
 *
 *   C = K − V_r V_cᵀ,   V = rows L⁻¹ k(X, ·), one column more for each pick
 *
 * O(rows · cols · N). Its diagonal is {@link LookAheadState.variance}.
 */
export async function posteriorCovariance(
  state: LookAheadState,
  rows: Int32Array,
  cols: Int32Array,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Matrix> {
  const kernel = await readTile("posteriorCovariance", state.kernel, rows, cols);
  const [left, right] = [explained(state, rows), explained(state, cols)];
  if (left.cols === 0) return kernel;
  const { data } = await engine.gram(left, right, { signal });
  // A loop: `Float64Array.from` with a function is ten times slower.
  for (let at = 0; at < data.length; at++) data[at] = kernel.data[at]! - data[at]!;
  return matrix(rows.length, cols.length, data);
}

/** Rows of V with the columns that picks added, shape [rows.length, N + picks]. */
function explained({ whitened, extra }: LookAheadState, rows: Int32Array): Matrix {
  if (extra.length === 0) return selectRows(whitened, rows);
  const [n, width] = [whitened.cols, whitened.cols + extra.length];
  const result = matrix(rows.length, width);
  rows.forEach((row, i) => {
    result.data.set(whitened.data.subarray(row * n, (row + 1) * n), i * width);
    extra.forEach((column, pick) => (result.data[i * width + n + pick] = column[row]!));
  });
  return result;
}
