import { fromRows, matrix } from "@ntkit/linalg";
import {
  crossEntropyLoss,
  gaussianProcess,
  gaussianProcessPredict,
  gradientFlow,
  gradientFlowPredict,
  kernelRegression,
  leaveOneOut,
  lossFlow,
  lossFlowLimit,
  marginalLikelihood,
  regressionPredict,
  ridgePath,
  squaredLoss,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { normals, rbf } from "./support.ts";

const one = { kernel: fromRows([[4]]), targets: fromRows([[3, -1]]) };

describe("one training row", () => {
  test("ridge regression shrinks by κ/(κ + λ), and its left-out residual is the target", async () => {
    const model = await kernelRegression({ ...one, ridge: 2 });
    const found = await regressionPredict(model, one.kernel);
    expect(found).toBeAllclose([[2, -2 / 3]], { rtol: 1e-15 });
    expect((await leaveOneOut(model)).residuals).toBeAllclose([[3, -1]], { rtol: 1e-15 });
    const { fits } = await ridgePath({ ...one, ridges: [0, 2] });
    for (const fit of fits) expect(fit.gcv).toBeAllclose(5, { rtol: 1e-14 });
    expect(fits.map((fit) => fit.dof)).toBeAllclose([1, 2 / 3], { rtol: 1e-14 });
  });

  test("a Gaussian process has mean κy/(κ + σ²), variance κσ²/(κ + σ²) and the density of y", async () => {
    const process = await gaussianProcess({ ...one, noise: 2 });
    const at = { cross: one.kernel, testDiagonal: Float64Array.of(4) };
    const { mean, variance } = await gaussianProcessPredict(process, at);
    expect(mean).toBeAllclose([[2, -2 / 3]], { rtol: 1e-15 });
    expect(variance).toBeAllclose([4 / 3], { rtol: 1e-14 });
    const density = (y: number) => -0.5 * (y ** 2 / 6 + Math.log(2 * Math.PI * 6));
    expect(process.logMarginalLikelihood).toBeAllclose([density(3), density(-1)], { rtol: 1e-14 });
  });

  test("any loss starts at f₀, follows the closed form and ends at the target", async () => {
    const problem = { ...one, objective: squaredLoss, loss: "mean" as const };
    const { train } = await lossFlow(problem, [0, 0.1, 1e5]);
    expect(train[0]!).toBeAllclose([[0, 0]], { atol: 0 });
    const share = 1 - Math.exp(-0.4);
    expect(train[1]!).toBeAllclose([[3 * share, -share]], { rtol: 1e-9 });
    expect(train[2]!).toBeAllclose(one.targets, { rtol: 1e-9 });
    const limit = await lossFlowLimit(problem);
    expect(limit.train).toBeAllclose(one.targets, { rtol: 1e-12 });
  });
});

describe("constant targets", () => {
  const x = normals(12, 2, 31);
  const kernel = rbf(x, x, 1);
  const constant = matrix(12, 1, new Float64Array(12).fill(7));

  test("centred regression predicts them exactly, with coefficients and residuals of 0", async () => {
    const model = await kernelRegression({ kernel, targets: constant, ridge: 0.1, center: true });
    expect(Math.max(...model.coefficients.data.map(Math.abs))).toBe(0);
    expect(model.residual).toBe(0);
    expect(await regressionPredict(model, kernel)).toBeAllclose(constant, { atol: 0 });
    const { residuals } = await leaveOneOut(model);
    expect(residuals).toBeAllclose(matrix(12, 1), { atol: 1e-14 });
  });

  test("targets of 0 stay at 0 under every time, and have an exact likelihood", async () => {
    const targets = matrix(12, 1);
    const flow = await gradientFlow({ kernel, targets, loss: "sum" });
    const { train } = await gradientFlowPredict(flow, [0, 1, Infinity]);
    for (const outputs of train) expect(outputs).toBeAllclose(targets, { atol: 0 });
    const zero = await marginalLikelihood({ kernel, targets, noise: 1, amplitude: 1 });
    expect(zero).toMatchObject({ reason: "solved", residual: 0 });
  });

  test("one class only has no finite limit without a ridge, and one with it", async () => {
    const targets = matrix(12, 2);
    for (let i = 0; i < 12; i++) targets.data[2 * i] = 1;
    const problem = { kernel, targets, objective: crossEntropyLoss, loss: "mean" as const };
    await expect(lossFlowLimit(problem)).rejects.toMatchObject({ name: "NumericalError" });
    const { train } = await lossFlowLimit({ ...problem, ridge: 0.1 });
    for (let i = 0; i < 12; i++) {
      expect(train.data[2 * i]! - train.data[2 * i + 1]!).toBeGreaterThan(1);
    }
  });
});

describe("a zero kernel and equal rows", () => {
  test("nothing moves under a zero kernel at any time, and minimum-norm coefficients are 0", async () => {
    const kernel = matrix(3, 3);
    const targets = fromRows([[1], [2], [3]]);
    const flow = await gradientFlow({ kernel, targets, loss: "mean" });
    const { train } = await gradientFlowPredict(flow, [0, 1e6, Infinity]);
    for (const outputs of train) expect(outputs).toBeAllclose(matrix(3, 1), { atol: 0 });
    const model = await kernelRegression({ kernel, targets, minimumNorm: true });
    expect(model.coefficients).toBeAllclose(matrix(3, 1), { atol: 0 });
    await expect(kernelRegression({ kernel, targets })).rejects.toMatchObject({
      name: "NumericalError",
    });
  });

  test("equal rows with a noise share the mean of their targets, weighted by its inverse", async () => {
    const kernel = matrix(2, 2, new Float64Array(4).fill(1));
    const targets = fromRows([[0], [3]]);
    const process = await gaussianProcess({ kernel, targets, noise: Float64Array.of(1, 2) });
    const test = { cross: fromRows([[1, 1]]), testDiagonal: Float64Array.of(1) };
    const { mean, variance } = await gaussianProcessPredict(process, test);
    // precisions 1 (prior at 0), 1 and ½
    expect(mean).toBeAllclose([[3 / 5]], { rtol: 1e-14 });
    expect(variance).toBeAllclose([2 / 5], { rtol: 1e-14 });
    await expect(gaussianProcess({ kernel, targets })).rejects.toMatchObject({
      reason: "not-positive-definite",
    });
  });
});
