import { checkFinite } from "./check-finite.ts";
import { checkSquare } from "./cholesky.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Engine } from "./engine.ts";
import { NumericalError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { plainEngine } from "./plain-engine.ts";
import { orthonormalRows } from "./orthonormal-rows.ts";
import { random } from "./random.ts";
import { canShareMemory, sharedFloat64 } from "./tasks/shared-numbers.ts";
import { selectRows } from "./submatrix.ts";
import { transpose } from "./transpose.ts";

/** How {@link topEigenpairs} works. */
export interface TopEigenpairsOptions extends EngineOptions {
  /** Largest ‖A v - λ v‖ / |λ₁| of a pair. Default: 1e-10. */
  readonly tolerance?: number;
  /** Products of A with a block. Default: 300. */
  readonly maxSteps?: number;
  /** Of the random first block. Default: 1. */
  readonly seed?: number;
}

/** The largest eigenvalues and their vectors. */
export interface TopEigenpairs {
  /** Eigenvalues, descending, shape [k]. */
  readonly values: Float64Array;
  /** Shape [n, k]: column j is the unit eigenvector of `values[j]`. */
  readonly vectors: Matrix;
  /** ‖A v - λ v‖ of each pair, shape [k]. */
  readonly residuals: Float64Array;
  /** Products of A with a block. */
  readonly steps: number;
}

/** Vectors beyond k in the first block: they speed up the last pairs. */
const GUARD = 4;
/** The basis grows to this many blocks, then starts again from the best two. */
const BLOCKS = 6;

/** An orthonormal basis by rows, the same rows times A, and A within the basis. */
interface Basis {
  readonly v: Matrix;
  readonly av: Matrix;
  readonly projected: Matrix;
}

/**
 * The k largest eigenvalues of a symmetric matrix A [n, n] with their eigenvectors.
 *
 * Block Lanczos with full orthogonalization and thick restarts: the basis grows by the residuals of the
 * pairs that are wanted, and all work on long vectors is products of the engine. 2n²k flops a step; a decaying spectrum, as kernels have, takes 5 to 20 steps.
 * For more than a tenth of the pairs, `eigenSymmetric` is faster. Symmetry is not checked.
 *
 * @throws {@link ShapeError} when A is not square
 * @throws {@link !RangeError} when k is not between 0 and n
 * @throws {@link NumericalError} `max-steps` (detail: steps, residual), `non-finite` (detail: row, col)
 * @see Golub & Underwood 1977, "The block Lanczos method"; Wu & Simon 2000 (thick restarts)
 */
export async function topEigenpairs(
  a: Matrix,
  k: number,
  options: TopEigenpairsOptions = {},
): Promise<TopEigenpairs> {
  checkSquare("topEigenpairs", a);
  if (!Number.isInteger(k) || k < 0 || k > a.rows) {
    throw new RangeError(`topEigenpairs: k must be an integer from 0 to ${a.rows}, got ${k}`);
  }
  checkFinite("topEigenpairs: the matrix", a);
  const { engine = plainEngine, tolerance = 1e-10, maxSteps = 300, seed = 1, signal } = options;
  const n = a.rows;
  const block = Math.min(n, k + GUARD);
  const { normal } = random(seed);
  const start = matrix(block, n, Float64Array.from({ length: block * n }, normal));
  let basis: Basis = { v: matrix(0, n), av: matrix(0, n), projected: matrix(0, 0) };
  let added = await orthonormalRows(start, basis.v, engine, { signal });
  for (let steps = 1; ; steps++) {
    basis = await extended(basis, added, a, engine, signal);
    const pairs = await ritzPairs(basis, block, engine, signal);
    const wanted = pairs.residuals.subarray(0, k);
    const worst = wanted.reduce((most, residual) => Math.max(most, residual), 0);
    const limit = tolerance * Math.abs(pairs.values[0] ?? 0);
    if (worst <= limit || basis.v.rows === n) {
      options.onProgress?.(1);
      return {
        values: pairs.values.slice(0, k),
        vectors: transpose(firstRows(pairs.vectors, k)),
        residuals: wanted.slice(),
        steps,
      };
    }
    if (steps >= maxSteps) throw noConvergence(worst, limit, steps);
    options.onProgress?.(Math.min(0.99, steps / maxSteps));
    const open = Array.from(pairs.residuals.keys()).filter((i) => pairs.residuals[i]! > limit / 10);
    if (basis.v.rows + open.length > BLOCKS * block) {
      basis = await restarted(basis, pairs, 2 * block, engine, signal);
    }
    added = await orthonormalRows(selectRows(pairs.errors, open), basis.v, engine, { signal });
    if (added.rows === 0) throw noConvergence(worst, limit, steps);
  }
}

/** The basis with the rows of `added`. */
async function extended(
  { v, av, projected }: Basis,
  added: Matrix,
  a: Matrix,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Basis> {
  const image = await engine.gram(added, a, { signal });
  const whole = stacked(av, image);
  const border = await engine.gram(added, whole, { signal });
  const old = projected.rows;
  const size = old + added.rows;
  const larger = matrix(size, size);
  for (let i = 0; i < old; i++) {
    larger.data.set(projected.data.subarray(i * old, (i + 1) * old), i * size);
  }
  for (let i = 0; i < added.rows; i++) {
    for (let j = 0; j <= old + i; j++) {
      const entry = border.data[i * size + j]!;
      larger.data[(old + i) * size + j] = entry;
      larger.data[j * size + old + i] = entry;
    }
  }
  return { v: stacked(v, added), av: whole, projected: larger };
}

/** Best approximations within the basis. */
interface RitzPairs {
  readonly values: Float64Array;
  /** Vectors by rows, and A v - λ v of each. */
  readonly vectors: Matrix;
  readonly errors: Matrix;
  readonly residuals: Float64Array;
  /** All values within the basis, and the coordinates of their vectors, by rows. */
  readonly allValues: Float64Array;
  readonly coordinates: Matrix;
}

async function ritzPairs(
  { v, av, projected }: Basis,
  count: number,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<RitzPairs> {
  const { values, vectors } = await engine.eigenSymmetric(projected, { signal });
  const coordinates = transpose(vectors);
  const best = firstRows(coordinates, count);
  const approximate = await engine.multiply(best, v, { signal });
  const errors = await engine.multiply(best, av, { signal });
  const n = v.cols;
  const residuals = new Float64Array(best.rows);
  for (let i = 0; i < best.rows; i++) {
    const row = errors.data.subarray(i * n, (i + 1) * n);
    for (let j = 0; j < n; j++) row[j]! -= values[i]! * approximate.data[i * n + j]!;
    residuals[i] = Math.sqrt(dot(row, row));
  }
  return {
    values: values.slice(0, best.rows),
    vectors: approximate,
    errors,
    residuals,
    allValues: values,
    coordinates,
  };
}

/** The best `count` approximations as a basis. */
async function restarted(
  { v, av }: Basis,
  { allValues, coordinates }: RitzPairs,
  count: number,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Basis> {
  const best = firstRows(coordinates, count);
  const projected = matrix(best.rows, best.rows);
  for (let i = 0; i < best.rows; i++) projected.data[i * (best.rows + 1)] = allValues[i]!;
  return {
    v: await engine.multiply(best, v, { signal }),
    av: await engine.multiply(best, av, { signal }),
    projected,
  };
}

function firstRows(a: Matrix, count: number): Matrix {
  const rows = Math.min(count, a.rows);
  return matrix(rows, a.cols, a.data.slice(0, rows * a.cols));
}

/** The rows of both, on shared memory when those of `b` are, so that threads need no copy. */
function stacked(a: Matrix, b: Matrix): Matrix {
  const length = a.data.length + b.data.length;
  const shared = canShareMemory() && b.data.buffer instanceof SharedArrayBuffer;
  const data = shared ? sharedFloat64(length) : new Float64Array(length);
  const whole = matrix(a.rows + b.rows, a.cols, data);
  whole.data.set(a.data);
  whole.data.set(b.data, a.data.length);
  return whole;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

function noConvergence(residual: number, limit: number, steps: number): NumericalError {
  return new NumericalError(
    `topEigenpairs: residuals must fall to ${limit}, got ${residual} after ${steps} steps; try a larger tolerance or more steps`,
    "max-steps",
    { steps, residual },
  );
}
