import { dense, relu, serial } from "@ntkit/architecture";
import { diagonal, fromRows, type Matrix, multiply } from "@ntkit/linalg";
import { kernelRegression } from "@ntkit/solvers";
import { expect, test } from "vitest";
import { sumOfSquares } from "./gradient-flow.ts";
import { kernels } from "./kernels-of.ts";

/** A kernel of the rows of x and targets for them. */
async function problem(): Promise<{ kernel: Matrix; targets: Matrix }> {
  const { ntk } = await kernels(serial(dense(), relu(), dense()));
  return { kernel: fromRows(ntk), targets: fromRows([[1], [-2], [0.5]]) };
}

/** (K + ridge I) α, which has to be y. */
function backToTargets(kernel: Matrix, ridge: number, coefficients: Matrix): number[] {
  const product = multiply(kernel, coefficients);
  return Array.from(product.data, (value, i) => value + ridge * coefficients.data[i]!);
}

test("nt-diag-reg: relativeRidge r adds r times the mean of the diagonal", async () => {
  const { kernel, targets } = await problem();
  const { coefficients } = await kernelRegression({ kernel, targets, relativeRidge: 0.1 });
  const mean = diagonal(kernel).reduce((sum, value) => sum + value, 0) / kernel.rows;
  expect(backToTargets(kernel, 0.1 * mean, coefficients)).toBeAllclose(targets, { rtol: 1e-13 });
});

test("nt-diag-reg-absolute: ridge r adds r", async () => {
  const { kernel, targets } = await problem();
  const { coefficients } = await kernelRegression({ kernel, targets, ridge: 0.1 });
  expect(backToTargets(kernel, 0.1, coefficients)).toBeAllclose(targets, { rtol: 1e-13 });
});

test("ridge-mean-loss: ridge Nλ minimises (1/N) Σ (f − y)² + λ ‖f‖²", async () => {
  const { kernel, targets } = await problem();
  const lambda = 0.05;
  const ridge = kernel.rows * lambda;
  const { coefficients } = await kernelRegression({ kernel, targets, ridge });
  const objective = (alpha: readonly number[]): number => {
    const f = multiply(kernel, fromRows(alpha.map((value) => [value]))).data;
    const norm = alpha.reduce((sum, value, i) => sum + value * f[i]!, 0);
    return sumOfSquares(Array.from(f, (value, i) => value - targets.data[i]!)) / 3 + lambda * norm;
  };
  const best = Array.from(coefficients.data);
  const slopes = best.map((_, i) => {
    const step = (by: number): number => objective(best.map((a, j) => (i === j ? a + by : a)));
    return step(0.5) - step(-0.5);
  });
  expect(slopes).toBeAllclose([0, 0, 0], { atol: 1e-13 });
});

test("ridge-noise: ridge σ² gives the posterior mean k/(k + σ²) y of one noisy value", async () => {
  const kernel = fromRows([[2.5]]);
  const targets = fromRows([[3]]);
  const { coefficients } = await kernelRegression({ kernel, targets, ridge: 0.3 ** 2 });
  expect(2.5 * coefficients.data[0]!).toBeAllclose((2.5 / (2.5 + 0.3 ** 2)) * 3, { rtol: 1e-15 });
});

test("ridge-relative: relativeRidge r is ridge r tr K / N", async () => {
  const { kernel, targets } = await problem();
  const trace = diagonal(kernel).reduce((sum, value) => sum + value, 0);
  const relative = await kernelRegression({ kernel, targets, relativeRidge: 0.02 });
  const absolute = await kernelRegression({ kernel, targets, ridge: (0.02 * trace) / 3 });
  expect(relative.ridge).toBeAllclose(absolute.ridge, { rtol: 1e-15 });
  expect(relative.coefficients).toBeAllclose(absolute.coefficients, { rtol: 1e-13 });
});
