import { plainEngine, ShapeError } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";

/** What {@link pseudoRegression} is computed from. */
export interface PseudoRegressionOptions extends EngineOptions {
  /** k̂ of the training examples, [N, N]. */
  readonly kernel: Matrix;
  /** k̂ between test and training examples, [M, N]. */
  readonly cross: Matrix;
  /** y of the training examples, [N, O]. */
  readonly targets: Matrix;
  /** Outputs of the network at the training examples, [N, O]. Default: 0. */
  readonly f0?: Matrix | undefined;
  /** Outputs of the network at the test examples, [M, O]. Default: 0. */
  readonly f0Cross?: Matrix | undefined;
  /** Added to the diagonal, absolute. Default: 0. */
  readonly ridge?: number | undefined;
}

/**
 * Kernel regression with k̂ ⊗ I: the outputs do not mix, so that one factor of [N, N] serves all of
 * them, f₀(x) + k̂(x, X)(k̂ + ridge)⁻¹ (y - f₀(X)), shape [M, O]. N³/3 flops in place of (NO)³/3.
 *
 * @throws {@link !ShapeError} when shapes do not fit
 * @throws {@link !NumericalError} `not-positive-definite` for a ridge that is too small
 */
export async function pseudoRegression(options: PseudoRegressionOptions): Promise<Matrix> {
  const { kernel, cross, targets, f0, f0Cross, ridge = 0, engine = plainEngine, signal } = options;
  checkShapes(options);
  const regular = { ...kernel, data: kernel.data.slice() };
  for (let i = 0; i < kernel.rows; i++) regular.data[i * (kernel.rows + 1)]! += ridge;
  const residual = { ...targets, data: targets.data.map((y, i) => y - (f0?.data[i] ?? 0)) };
  const factor = await engine.cholesky(regular, { signal });
  const weights = await engine.solveCholesky(factor, residual, { signal });
  const prediction = await engine.multiply(cross, weights, { signal });
  const data = prediction.data.map((value, i) => value + (f0Cross?.data[i] ?? 0));
  return { ...prediction, data };
}

function checkShapes({ kernel, cross, targets, f0, f0Cross, ridge = 0 }: PseudoRegressionOptions) {
  const n = kernel.rows;
  expectShape("kernel", kernel, n, n);
  expectShape("cross", cross, cross.rows, n);
  expectShape("targets", targets, n, targets.cols);
  if (f0 !== undefined) expectShape("f0", f0, n, targets.cols);
  if (f0Cross !== undefined) expectShape("f0Cross", f0Cross, cross.rows, targets.cols);
  if (!(ridge >= 0)) {
    throw new RangeError(`pseudoRegression: ridge must be at least 0, got ${ridge}`);
  }
}

function expectShape(name: string, { rows, cols }: Matrix, r: number, c: number): void {
  if (rows === r && cols === c) return;
  throw new ShapeError(`pseudoRegression: ${name} must be ${r}×${c}, got ${rows}×${cols}`);
}
