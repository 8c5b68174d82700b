import {
  matrix,
  NumericalError,
  random,
  readTile,
  selectRows,
  yieldToEventLoop,
} from "@ntkit/linalg";
import type { Matrix, Random } from "@ntkit/linalg";
import { centerTargets } from "../regression/center-targets.ts";
import { checkTargets } from "../check.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { eigenProPreconditioner } from "./eigen-pro-preconditioner.ts";
import type { EigenProPreconditioner } from "./eigen-pro-preconditioner.ts";
import { checkTileSize } from "./kernel-product.ts";
import { toTiles } from "./kernel-tiles.ts";
import type { KernelTiles } from "./kernel-tiles.ts";
import { range } from "./range.ts";

export interface EigenProProblem {
  readonly kernel: Matrix | KernelTiles;
  /** Y, shape [N, O]. */
  readonly targets: Matrix;
  /** Passes over the rows: what regularises here, in place of a ridge. */
  readonly epochs: number;
  /** Subtract each column's mean from the targets, and add it to the predictions. Default false. */
  readonly center?: boolean | undefined;
  /** Rows whose kernel shows the large eigenvalues. Default min(N, 2000). */
  readonly subsample?: number | undefined;
  /** Eigendirections that are slowed down to the next one. Default a tenth of the subsample, at most 160. */
  readonly directions?: number | undefined;
  /** Rows of a step. Default min(N, 512). */
  readonly batch?: number | undefined;
  /** Order of the rows and choice of the subsample. Default `random(0)`. */
  readonly random?: Random | undefined;
}

export interface EigenProOptions extends SolverOptions {
  /** Columns of the kernel that are there at a time. Default 4096. */
  readonly tileSize?: number | undefined;
  /**
   * Called after each epoch with the root mean square residual that its steps met, and the coefficients [N, O] as
   * they are until it returns, or what it returns has settled: to be copied where they are kept.
   */
  readonly onEpoch?:
    ((epoch: number, residual: number, coefficients: Matrix) => void | Promise<void>) | undefined;
}

/** A regression on all rows: `regressionPredict` takes it. */
export interface EigenProRegression {
  /** Shape [N, O]. */
  readonly coefficients: Matrix;
  /** Shape [O]; zeros unless centred. */
  readonly offset: Float64Array;
  /** Root mean square residual that the steps of each epoch met, before they changed it, shape [epochs]. */
  readonly residuals: Float64Array;
  /** Step length: the batch's coefficients move by this times their residuals. */
  readonly rate: number;
  readonly steps: number;
  readonly reason: "epochs";
}

/**
 * Kernel regression by preconditioned stochastic gradient descent, from tiles of the kernel:
 *
 *   r = K_B,: c − Y_B,   c_B −= η r,   c_S += η V D Vᵀ K_SB r
 *
 * with the largest eigenpairs (σ_i, V_i) of the kernel of a subsample S and D_i = (1 − σ_{q+1}/σ_i)/σ_i, which slows
 * the steepest directions down so that the step can be as much longer. Towards the ridgeless solution; stopping early
 * regularises. N² kernel entries per epoch, memory of a tile [batch, tileSize] and [subsample, directions].
 *
 * @throws {@link NumericalError} "non-finite" when the steps diverge; what a tile holds
 * @throws {@link ShapeError}; {@link RangeError} for sizes out of range
 * @see Ma & Belkin 2019, "Kernel machines that adapt to GPUs for effective large batch training"
 */
export async function eigenProRegression(
  problem: EigenProProblem,
  options: EigenProOptions = {},
): Promise<EigenProRegression> {
  const caller = "eigenProRegression";
  const tiles = toTiles(caller, problem.kernel);
  checkTargets(caller, problem.targets, tiles.size);
  const plan = checkPlan(problem, tiles.size);
  const { tileSize = 4096, onEpoch, onProgress, signal } = options;
  checkTileSize(caller, tileSize);
  const source = problem.random ?? random(0);
  const { centered, offset } = centerTargets(problem.targets, problem.center ?? false);
  const preconditioner = await eigenProPreconditioner(tiles, { ...plan, random: source }, options);
  const coefficients = matrix(tiles.size, centered.cols);
  const residuals = new Float64Array(plan.epochs);
  const perEpoch = Math.ceil(tiles.size / plan.batch);
  let order = range(0, tiles.size);
  for (let step = 0; step < plan.epochs * perEpoch; step++) {
    signal?.throwIfAborted();
    const at = step % perEpoch;
    if (at === 0) order = Int32Array.from(source.shuffle([...order]));
    const rows = order.slice(at * plan.batch, (at + 1) * plan.batch);
    const residual = await batchResidual(tiles, rows, coefficients, centered, tileSize, options);
    await move({ tiles, coefficients, preconditioner }, rows, residual, options);
    const epoch = Math.floor(step / perEpoch);
    residuals[epoch]! += residual.data.reduce((sum, r) => sum + r * r, 0);
    onProgress?.((step + 1) / (plan.epochs * perEpoch));
    if (at < perEpoch - 1) continue;
    residuals[epoch] = Math.sqrt(residuals[epoch]! / centered.data.length);
    checkConverging(residuals, epoch, centered);
    await onEpoch?.(epoch + 1, residuals[epoch], coefficients);
  }
  const { rate } = preconditioner;
  return { coefficients, offset, residuals, rate, steps: plan.epochs * perEpoch, reason: "epochs" };
}

interface Plan {
  readonly epochs: number;
  readonly subsample: number;
  readonly directions: number;
  readonly batch: number;
}

function checkPlan(problem: EigenProProblem, n: number): Plan {
  const { epochs, subsample = Math.min(n, 2000), batch = Math.min(n, 512) } = problem;
  const { directions = Math.min(160, Math.floor(subsample / 10)) } = problem;
  const check = (name: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new RangeError(
      `eigenProRegression: ${name} must be an integer from ${least} to ${most}, got ${value}`,
    );
  };
  check("epochs", epochs, 1, 1e6);
  check("subsample", subsample, 1, n);
  check("batch", batch, 1, n);
  check("directions", directions, 0, subsample - 1);
  return { epochs, subsample, directions, batch };
}

/** K_B,: c − Y_B. */
async function batchResidual(
  tiles: KernelTiles,
  rows: Int32Array,
  coefficients: Matrix,
  targets: Matrix,
  tileSize: number,
  options: SolverOptions,
): Promise<Matrix> {
  const { engine, signal } = resolveOptions(options);
  const residual = selectRows(targets, rows);
  for (let at = 0; at < residual.data.length; at++) residual.data[at]! *= -1;
  for (let from = 0; from < tiles.size; from += tileSize) {
    const cols = range(from, Math.min(from + tileSize, tiles.size));
    const tile = await readTile("eigenProRegression", tiles, rows, cols);
    const part = await engine.multiply(tile, selectRows(coefficients, cols), { signal });
    for (let at = 0; at < residual.data.length; at++) residual.data[at]! += part.data[at]!;
    await yieldToEventLoop();
  }
  return residual;
}

interface Descent {
  readonly tiles: KernelTiles;
  readonly coefficients: Matrix;
  readonly preconditioner: EigenProPreconditioner;
}

/** c_B −= η r and c_S += η V D Vᵀ K_SB r. */
async function move(
  { tiles, coefficients, preconditioner }: Descent,
  rows: Int32Array,
  residual: Matrix,
  options: SolverOptions,
): Promise<void> {
  const { rate, subsample } = preconditioner;
  const tile = await readTile("eigenProRegression", tiles, subsample, rows);
  const { engine, signal } = resolveOptions(options);
  const seen = await engine.multiply(tile, residual, { signal });
  const correction = await preconditioner.slowed(seen, options);
  add(coefficients, rows, residual, -rate);
  add(coefficients, subsample, correction, rate);
}

function add(sum: Matrix, rows: Int32Array, term: Matrix, factor: number): void {
  const { cols } = sum;
  rows.forEach((row, r) => {
    for (let o = 0; o < cols; o++) sum.data[row * cols + o]! += factor * term.data[r * cols + o]!;
  });
}

function checkConverging(residuals: Float64Array, epoch: number, targets: Matrix): void {
  const size = Math.sqrt(targets.data.reduce((sum, y) => sum + y * y, 0) / targets.data.length);
  if (residuals[epoch]! <= 10 * size || size === 0) return;
  throw new NumericalError(
    `eigenProRegression: steps must converge, got a residual of ${residuals[epoch]!} in epoch ${epoch + 1} where the targets are ${size}; use a larger subsample`,
    "non-finite",
    { epoch: epoch + 1, residual: residuals[epoch]! },
  );
}
