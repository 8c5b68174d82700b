import { checkFinite } from "./check-finite.ts";
import { checkSquare } from "./cholesky.ts";
import { eigenSymmetric } from "./eigen-symmetric.ts";
import type { EngineOptions } from "./engine-options.ts";
import { NumericalError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { multiply } from "./multiply.ts";
import { plainEngine } from "./plain-engine.ts";
import { random } from "./random.ts";
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
const BLOCKS = 8;

/** An orthonormal basis by rows, and the same rows times A. */
interface Basis {
  v: Matrix;
  av: Matrix;
}

/**
 * The k largest eigenvalues of a symmetric matrix A [n, n] with their eigenvectors.
 *
 * Block Lanczos with full orthogonalization and thick restarts: the basis grows by the residuals of the
 * pairs that are wanted. 2n²k flops a step; a decaying spectrum, as kernels have, takes 5 to 20 steps.
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
  const block = Math.min(a.rows, k + GUARD);
  const { normal } = random(seed);
  const start = matrix(block, a.rows, Float64Array.from({ length: block * a.rows }, normal));
  const basis: Basis = { v: matrix(0, a.rows), av: matrix(0, a.rows) };
  let added = orthonormal(start, basis.v);
  for (let steps = 1; ; steps++) {
    basis.av = stacked(basis.av, await engine.gram(added, a, { signal }));
    basis.v = stacked(basis.v, added);
    const pairs = ritzPairs(basis, block, await engine.gram(basis.v, basis.av, { signal }));
    const wanted = pairs.residuals.subarray(0, k);
    const worst = wanted.reduce((most, residual) => Math.max(most, residual), 0);
    const limit = tolerance * Math.abs(pairs.values[0] ?? 0);
    if (worst <= limit || basis.v.rows === a.rows) {
      options.onProgress?.(1);
      return {
        values: pairs.values.slice(0, k),
        vectors: transpose(
          selectRows(
            pairs.vectors,
            Array.from({ length: k }, (_, i) => i),
          ),
        ),
        residuals: wanted.slice(),
        steps,
      };
    }
    if (steps >= maxSteps) throw noConvergence(worst, limit, steps);
    options.onProgress?.(Math.min(0.99, steps / maxSteps));
    const open = Array.from(pairs.residuals.keys()).filter((i) => pairs.residuals[i]! > limit / 10);
    if (basis.v.rows + open.length > BLOCKS * block) restart(basis, pairs.all, 2 * block);
    added = orthonormal(selectRows(pairs.errors, open), basis.v);
    if (added.rows === 0) throw noConvergence(worst, limit, steps);
  }
}

/** Best approximations within the basis. */
interface RitzPairs {
  readonly values: Float64Array;
  /** Vectors by rows, and A v - λ v of each. */
  readonly vectors: Matrix;
  readonly errors: Matrix;
  readonly residuals: Float64Array;
  /** Coordinates of all of them in the basis, by rows. */
  readonly all: Matrix;
}

function ritzPairs({ v, av }: Basis, count: number, projected: Matrix): RitzPairs {
  const { values, vectors } = eigenSymmetric(symmetrized(projected));
  const all = transpose(vectors);
  const first = Array.from({ length: Math.min(count, all.rows) }, (_, i) => i);
  const coordinates = selectRows(all, first);
  const approximate = multiply(coordinates, v);
  const errors = multiply(coordinates, av);
  const n = v.cols;
  const residuals = new Float64Array(first.length);
  for (let i = 0; i < first.length; i++) {
    const row = errors.data.subarray(i * n, (i + 1) * n);
    for (let j = 0; j < n; j++) row[j]! -= values[i]! * approximate.data[i * n + j]!;
    residuals[i] = Math.sqrt(dot(row, row));
  }
  return { values: values.slice(0, first.length), vectors: approximate, errors, residuals, all };
}

/** Rounding makes V (V A)ᵀ slightly asymmetric. */
function symmetrized({ rows: n, data }: Matrix): Matrix {
  const a = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a.data[i * n + j] = (data[i * n + j]! + data[j * n + i]!) / 2;
  }
  return a;
}

/** Keeps the best `count` approximations as the basis. */
function restart(basis: Basis, all: Matrix, count: number): void {
  const best = selectRows(
    all,
    Array.from({ length: Math.min(count, all.rows) }, (_, i) => i),
  );
  basis.av = multiply(best, basis.av);
  basis.v = multiply(best, basis.v);
}

/** Orthonormal rows that span what the rows of `a` add to the orthonormal rows of `v`. */
function orthonormal(a: Matrix, v: Matrix): Matrix {
  const n = a.cols;
  const rows: Float64Array[] = [];
  const known = Array.from({ length: v.rows }, (_, i) => v.data.subarray(i * n, (i + 1) * n));
  for (let i = 0; i < a.rows && known.length < n; i++) {
    const row = a.data.slice(i * n, (i + 1) * n);
    const size = Math.sqrt(dot(row, row));
    if (size === 0) continue;
    scale(row, 1 / size);
    removeAll(row, known);
    const left = Math.sqrt(dot(row, row));
    // What remains is rounding: the direction is known already.
    if (left < 1e-10) continue;
    scale(row, 1 / left);
    removeAll(row, known);
    scale(row, 1 / Math.sqrt(dot(row, row)));
    rows.push(row);
    known.push(row);
  }
  const result = matrix(rows.length, n);
  rows.forEach((row, i) => {
    result.data.set(row, i * n);
  });
  return result;
}

function removeAll(row: Float64Array, known: readonly Float64Array[]): void {
  for (const other of known) {
    const along = dot(row, other);
    for (let j = 0; j < row.length; j++) row[j]! -= along * other[j]!;
  }
}

function stacked(a: Matrix, b: Matrix): Matrix {
  const whole = matrix(a.rows + b.rows, a.cols);
  whole.data.set(a.data);
  whole.data.set(b.data, a.data.length);
  return whole;
}

function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i]! *= factor;
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
