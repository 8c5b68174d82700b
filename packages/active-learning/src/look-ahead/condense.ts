import { matrix, matrixTiles } from "@ntkit/linalg";
import type { EngineOptions } from "@ntkit/linalg";
import type { LookAheadState } from "./look-ahead-state.ts";
import { posteriorCovariance } from "./posterior-covariance.ts";

/** Rows of the covariance that are computed at a time. */
const TILE = 512;

/**
 * The same state with C(x, x') computed once and kept: what follows costs O(U²) for each score of the
 * pool, and not O(U² N). O(U² N) time and 8 U² bytes.
 */
export async function condense(
  state: LookAheadState,
  { engine, signal }: EngineOptions = {},
): Promise<LookAheadState> {
  const { size } = state;
  const covariance = matrix(size, size);
  const all = Int32Array.from({ length: size }, (_, row) => row);
  for (let top = 0; top < size; top += TILE) {
    signal?.throwIfAborted();
    const rows = all.subarray(top, top + TILE);
    const { data } = await posteriorCovariance(state, rows, all, { engine, signal });
    covariance.data.set(data, top * size);
  }
  for (let row = 0; row < size; row++) covariance.data[row * (size + 1)] = state.variance[row]!;
  return { ...state, kernel: matrixTiles(covariance), whitened: matrix(size, 0), extra: [] };
}
