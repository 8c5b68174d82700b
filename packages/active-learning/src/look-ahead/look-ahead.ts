import {
  matrix,
  matrixTiles,
  NumericalError,
  plainEngine,
  readDiagonal,
  ShapeError,
  transpose,
} from "@ntkit/linalg";
import type { Cholesky, Engine, EngineOptions, Matrix, SymmetricTiles } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";
import type { LookAheadProblem } from "./look-ahead-problem.ts";
import type { LookAheadState } from "./look-ahead-state.ts";

/**
 * The linearised model trained to convergence on the labelled rows, ready to say what any further
 * label would change.
 *
 *   g(x) = f(x) + k(x, X)(K + λI)⁻¹(Y − f(X)),
 *   C(x, x') = k(x, x') − k(x, X)(K + λI)⁻¹k(X, x')
 *
 * After training with candidate c and label h as well, f⁺(x) = g(x) + C(x, c)(h − g(c)) / (C(c, c) + λ):
 * the block (Schur) update of this one factorisation, so no candidate needs a solve of its own.
 * O(N³/3 + U N²) time; [U, N] + [N, N] numbers of memory.
 *
 * @throws {@link NumericalError} "not-positive-definite" (detail: pivot, value) when labelled rows repeat
 *   one another without a ridge, "non-finite"
 * @throws {@link ShapeError}; {@link RangeError} for a negative ridge or an empty pool
 * @see Mohamadi, Bae & Sutherland 2022 (arXiv:2206.12569), section 3
 */
export async function lookAhead(
  problem: LookAheadProblem,
  { engine = plainEngine, signal, onProgress }: EngineOptions = {},
): Promise<LookAheadState> {
  const { cross, targets, ridge = 0 } = problem;
  const kernel = check(problem);
  const outputs = problem.poolOutputs ?? matrix(cross.rows, targets.cols);
  const diagonal = await readDiagonal("lookAhead", kernel);
  const factor = await factorTrain(problem.train, ridge, engine, signal);
  onProgress?.(0.3);
  const whitened = transpose(await engine.solveLower(factor.lower, transpose(cross), { signal }));
  const residual = await engine.solveLower(factor.lower, minus(targets, problem.trainOutputs), {
    signal,
  });
  const change = await engine.multiply(whitened, residual, { signal });
  onProgress?.(1);
  return {
    size: cross.rows,
    labelled: targets.rows,
    ridge,
    outputs,
    predictions: plus(outputs, change),
    variance: diagonal.map((value, i) => Math.max(0, value - squaredNorm(whitened, i))),
    diagonal,
    kernel,
    whitened,
    extra: [],
    picks: [],
  };
}

function check(problem: LookAheadProblem): SymmetricTiles {
  const { train, cross, pool, targets, trainOutputs, poolOutputs, ridge = 0 } = problem;
  const [n, o] = [targets.rows, targets.cols];
  if (cross.rows === 0)
    throw new RangeError("lookAhead: pool must have at least one row, got none");
  if (n === 0 || o === 0) {
    throw new ShapeError(`lookAhead: targets must have a row and a column, got ${n}×${o}`);
  }
  if (!(ridge >= 0 && ridge < Infinity)) {
    throw new RangeError(`lookAhead: ridge must be finite and at least 0, got ${ridge}`);
  }
  checkMatrix("lookAhead", "targets", targets, n, o);
  checkMatrix("lookAhead", "train", train, n, n);
  checkMatrix("lookAhead", "cross", cross, undefined, n);
  if (trainOutputs) checkMatrix("lookAhead", "trainOutputs", trainOutputs, n, o);
  if (poolOutputs) checkMatrix("lookAhead", "poolOutputs", poolOutputs, cross.rows, o);
  const kernel = "tile" in pool ? pool : matrixTiles(pool);
  if (kernel.size === cross.rows) return kernel;
  throw new ShapeError(
    `lookAhead: pool must be ${cross.rows}×${cross.rows} (cross has ${cross.rows} rows), got ${kernel.size}×${kernel.size}`,
  );
}

async function factorTrain(
  train: Matrix,
  ridge: number,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Cholesky> {
  const n = train.rows;
  const shifted = matrix(n, n, Float64Array.from(train.data));
  for (let i = 0; i < n; i++) shifted.data[i * (n + 1)]! += ridge;
  let factor: Cholesky;
  try {
    factor = await engine.cholesky(shifted, { signal });
  } catch (error) {
    if (!(error instanceof NumericalError) || error.reason !== "not-positive-definite") throw error;
    throw redundantRow(Number(error.detail.pivot), Number(error.detail.value), ridge, error);
  }
  for (let i = 0; i < n; i++) {
    const value = factor.lower.data[i * (n + 1)]! ** 2;
    // Positive by rounding only: what is solved with it would be noise.
    if (value <= n * Number.EPSILON * shifted.data[i * (n + 1)]!)
      throw redundantRow(i, value, ridge);
  }
  return factor;
}

function redundantRow(pivot: number, value: number, ridge: number, cause?: Error): NumericalError {
  return new NumericalError(
    `lookAhead: train + ridge·I must be positive definite, got pivot ${value} in row ${pivot} (it may repeat an earlier row); use ${ridge === 0 ? "ridge > 0" : `a ridge above ${ridge}`}`,
    "not-positive-definite",
    { pivot, value, ridge },
    { cause },
  );
}

function minus(a: Matrix, b: Matrix | undefined): Matrix {
  return b === undefined
    ? a
    : matrix(
        a.rows,
        a.cols,
        a.data.map((value, at) => value - b.data[at]!),
      );
}

function plus(a: Matrix, b: Matrix): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value + b.data[at]!),
  );
}

function squaredNorm({ data, cols }: Matrix, row: number): number {
  let sum = 0;
  for (let at = row * cols; at < (row + 1) * cols; at++) sum += data[at]! ** 2;
  return sum;
}
