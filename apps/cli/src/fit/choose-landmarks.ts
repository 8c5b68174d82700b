import {
  type EngineOptions,
  type Matrix,
  type SymmetricTiles,
  NumericalError,
  pivotedCholesky,
  plainEngine,
  random,
} from "@ntkit/linalg";

/** Share of a landmark's variance that the others must leave unexplained: less is lost to rounding. */
const LEAST = 1e-10;

/**
 * Rows of x [n, d] to express a function in, at most `count`: different ones drawn at random, without those whose
 * kernel the others give to within rounding (all but d + 1 of them for a linear kernel).
 */
export async function chooseLandmarks(
  x: Matrix,
  tiles: SymmetricTiles,
  { count, seed }: { readonly count: number; readonly seed: number },
  call: EngineOptions,
): Promise<Int32Array> {
  const drawn = random(seed).shuffle(distinctRows(x)).slice(0, count);
  const rows = Int32Array.from(drawn);
  const corner = await tiles.tile(rows, rows);
  if (await areIndependent(corner, call)) return rows;
  const { factor, pivots } = await pivotedCholesky(corner, { ...call, rank: rows.length });
  const kept = pivots.filter((pivot, i) =>
    leaves(factor.data[pivot * factor.cols + i]!, corner.data[pivot * (corner.cols + 1)]!),
  );
  return kept.map((i) => rows[i]!);
}

async function areIndependent(
  corner: Matrix,
  { engine = plainEngine, signal }: EngineOptions,
): Promise<boolean> {
  try {
    const { lower } = await engine.cholesky(corner, { signal });
    const { rows: n, data } = lower;
    const all = Array.from({ length: n }, (_, i) => i * (n + 1));
    return all.every((at) => leaves(data[at]!, corner.data[at]!));
  } catch (error) {
    if (error instanceof NumericalError && error.reason === "not-positive-definite") return false;
    throw error;
  }
}

function leaves(pivotRoot: number, variance: number): boolean {
  return pivotRoot ** 2 > LEAST * variance;
}

/** The first of every group of equal rows. */
function distinctRows(x: Matrix): number[] {
  const first = new Map<string, number>();
  for (let row = 0; row < x.rows; row++) {
    const key = x.data.subarray(row * x.cols, (row + 1) * x.cols).join();
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
}
