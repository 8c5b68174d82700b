import { matrix, readTile, topEigenpairs, transpose } from "@ntkit/linalg";
import type { Matrix, Random } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { range } from "./range.ts";

/** What slows the steepest directions of gradient descent down. */
export interface EigenProPreconditioner {
  /** Rows of the training set, shape [s]. */
  readonly subsample: Int32Array;
  /** η, the step of a coefficient per unit of its residual. */
  readonly rate: number;
  /** V D Vᵀ B for B [s, O]. */
  readonly slowed: (b: Matrix, options: SolverOptions) => Promise<Matrix>;
}

/**
 * The preconditioner from a random subsample, and the step that its spectrum allows: with λ = σ_{q+1}/s and β the
 * largest diagonal that is left, of the subsample and of as many other rows, η = 1 / (β + (m − 1) λ) for m rows at a time.
 */
export async function eigenProPreconditioner(
  tiles: KernelTiles,
  plan: {
    readonly subsample: number;
    readonly directions: number;
    readonly batch: number;
    readonly random: Random;
  },
  options: SolverOptions,
): Promise<EigenProPreconditioner> {
  const { engine, signal } = resolveOptions(options);
  const order = plan.random.shuffle([...range(0, tiles.size)]);
  const subsample = Int32Array.from(order.slice(0, plan.subsample)).sort();
  const corner = await readTile("eigenProRegression", tiles, subsample, subsample);
  const q = plan.directions;
  const { values, vectors } = await topEigenpairs(corner, q + 1, {
    tolerance: 1e-8,
    engine,
    ...(signal && { signal }),
  });
  const next = values[q]!;
  const used = firstColumns(vectors, q);
  const back = transpose(used);
  const weights = Float64Array.from({ length: q }, (_, i) => (1 - next / values[i]!) / values[i]!);
  const fresh = Int32Array.from(order.slice(plan.subsample, 2 * plan.subsample));
  const left = Math.max(
    largestDiagonal(corner, used, values, next),
    await largestOutside(tiles, { subsample, fresh }, { back, values, next }, options),
  );
  return {
    subsample,
    rate: 1 / (left + ((plan.batch - 1) * next) / plan.subsample),
    slowed: async (b, call) => {
      const tools = resolveOptions(call);
      const inside = await tools.engine.multiply(back, b, { signal: tools.signal });
      const scaled = inside.data.map((value, at) => value * weights[Math.floor(at / b.cols)]!);
      return tools.engine.multiply(used, matrix(q, b.cols, scaled), { signal: tools.signal });
    },
  };
}

/** The same of rows that the subsample has not, whose kernel it only approximates. */
async function largestOutside(
  tiles: KernelTiles,
  rows: { readonly subsample: Int32Array; readonly fresh: Int32Array },
  pairs: { readonly back: Matrix; readonly values: Float64Array; readonly next: number },
  options: SolverOptions,
): Promise<number> {
  const { fresh, subsample } = rows;
  if (fresh.length === 0) return 0;
  const { engine, signal } = resolveOptions(options);
  const tile = await readTile("eigenProRegression", tiles, subsample, fresh);
  const seen = await engine.multiply(pairs.back, tile, { signal });
  const diagonal = await tiles.diagonal();
  const left = Float64Array.from(fresh, (row) => diagonal[row]!);
  seen.data.forEach((value, at) => {
    const sigma = pairs.values[Math.floor(at / seen.cols)]!;
    left[at % seen.cols]! -= ((1 - pairs.next / sigma) * value * value) / sigma;
  });
  return left.reduce((most, value) => Math.max(most, value), 0);
}

function firstColumns(a: Matrix, count: number): Matrix {
  const part = matrix(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    part.data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  }
  return part;
}

/** max_i K_ii − Σ_j (1 − σ_{q+1}/σ_j) σ_j V_ij²: of the rows of the subsample. */
function largestDiagonal(
  corner: Matrix,
  vectors: Matrix,
  values: Float64Array,
  next: number,
): number {
  let largest = 0;
  for (let i = 0; i < corner.rows; i++) {
    let left = corner.data[i * (corner.cols + 1)]!;
    for (let j = 0; j < vectors.cols; j++) {
      left -= (values[j]! - next) * vectors.data[i * vectors.cols + j]! ** 2;
    }
    largest = Math.max(largest, left);
  }
  return largest;
}
