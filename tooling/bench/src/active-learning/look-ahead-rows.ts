import { estimateLookAhead, lookAhead, scoreCandidates } from "@ntkit/active-learning";
import {
  type Engine,
  type Matrix,
  type SymmetricTiles,
  gram,
  matrix,
  selectRows,
} from "@ntkit/linalg";
import { timed } from "../contest.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type Row, ratioOf } from "../row.ts";

/** Candidates for which the peer really solves; its time is that of one, times the candidates. */
const SOLVED = 5;

interface Sizes {
  readonly labelled: number;
  readonly pool: number;
  readonly outputs: number;
}

/**
 * Look-ahead for every row of a pool, from one factorisation, beside a factorisation for each candidate on
 * the same engine. The pool's kernel comes in tiles and is never there as a whole.
 */
export async function lookAheadRow(engine: Engine, sizes: Sizes): Promise<Row> {
  const { labelled: n, pool: u, outputs: o } = sizes;
  const x = normalMatrix(n + u, 64, 1);
  const rows = (from: number, to: number) =>
    selectRows(
      x,
      Int32Array.from({ length: to - from }, (_, i) => from + i),
    );
  const [train, pool] = [rows(0, n), rows(n, n + u)];
  const kernels = {
    train: withRidge(await engine.gram(train)),
    cross: await engine.gram(pool, train),
    targets: normalMatrix(n, o, 2),
  };
  const problem = { ...kernels, pool: tilesOf(pool, engine) };
  const seconds = await timed(async () => {
    await scoreCandidates(await lookAhead(problem, { engine }), { engine });
  });
  const solve = await timed(async () => {
    for (let c = 0; c < SOLVED; c++) await solveAnew(engine, kernels, pool, c);
  });
  const peer = {
    name: `a factorisation for each candidate, same engine, from ${SOLVED} of them`,
    seconds: (solve / SOLVED) * u,
  };
  const ours = { name: `one factorisation, ${engine.name}`, seconds };
  const { bytes } = estimateLookAhead(sizes);
  return {
    workload: `look-ahead N=${n} pool=${u} O=${o}, all candidates`,
    ours,
    peer,
    ratio: ratioOf(ours, peer),
    goal: null,
    note: `at most ${(bytes / 2 ** 30).toPrecision(2)} GiB`,
  };
}

/** Training with one candidate as Mohamadi et al.'s baseline does: a system of N + 1 rows of its own. */
async function solveAnew(
  engine: Engine,
  {
    train,
    cross,
    targets,
  }: { readonly train: Matrix; readonly cross: Matrix; readonly targets: Matrix },
  pool: Matrix,
  candidate: number,
): Promise<void> {
  const n = train.rows;
  const larger = matrix(n + 1, n + 1);
  for (let i = 0; i < n; i++) {
    larger.data.set(train.data.subarray(i * n, (i + 1) * n), i * (n + 1));
    larger.data[i * (n + 1) + n] = cross.data[candidate * n + i]!;
    larger.data[n * (n + 1) + i] = cross.data[candidate * n + i]!;
  }
  const own = gram(selectRows(pool, [candidate]));
  larger.data[n * (n + 2)] = own.data[0]! + 1;
  const y = matrix(n + 1, targets.cols);
  y.data.set(targets.data);
  const weights = await engine.solveCholesky(await engine.cholesky(larger), y);
  const wide = await engine.gram(pool, selectRows(pool, [candidate]));
  const all = matrix(cross.rows, n + 1);
  for (let i = 0; i < cross.rows; i++) {
    all.data.set(cross.data.subarray(i * n, (i + 1) * n), i * (n + 1));
    all.data[i * (n + 1) + n] = wide.data[i]!;
  }
  await engine.multiply(all, weights);
}

/** Inner products plus the identity: a kernel that is well-conditioned at any size. */
function tilesOf(x: Matrix, engine: Engine): SymmetricTiles {
  return {
    size: x.rows,
    tile: async (rows, cols) => {
      const tile = await engine.gram(selectRows(x, rows), selectRows(x, cols));
      const at = new Map(Array.from(cols, (col, j) => [col, j]));
      rows.forEach((row, i) => {
        const j = at.get(row);
        if (j !== undefined) tile.data[i * cols.length + j]!++;
      });
      return tile;
    },
    diagonal: () => {
      const norms = Float64Array.from({ length: x.rows }, () => 1);
      x.data.forEach((value, at) => (norms[Math.floor(at / x.cols)]! += value * value));
      return norms;
    },
  };
}

function withRidge(kernel: Matrix): Matrix {
  for (let i = 0; i < kernel.rows; i++) kernel.data[i * (kernel.rows + 1)]!++;
  return kernel;
}
