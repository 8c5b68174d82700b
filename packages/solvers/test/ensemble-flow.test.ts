import { eigenSymmetric, fromRows, matrix, multiply, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  ensembleFlow,
  ensembleFlowPredict,
  gradientFlow,
  gradientFlowPredict,
  ntkEnsemble,
  ntkEnsemblePredict,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { plus } from "./dynamics-support.ts";
import { kernels, normals } from "./support.ts";

const { reluNtk, reluNngp } = kernels;
const x = normals(8, 5, 1);
const rows = normals(4, 5, 2);
const targets = normals(8, 2, 3);
const ntk = reluNtk(x, x);
const nngp = reluNngp(x, x);
const ntkCross = reluNtk(rows, x);
const cross = reluNngp(rows, x);
const testKernel = reluNngp(rows, rows);
const identity = matrix(
  8,
  8,
  Float64Array.from({ length: 64 }, (_, at) => (at % 9 === 0 ? 1 : 0)),
);

/** f* = f₀* − B f₀ + B Y over draws of (f₀*, f₀). */
function covarianceOf(weights: Matrix): Matrix {
  const left = plus(testKernel, multiply(weights, transpose(cross)), -1);
  const right = plus(cross, multiply(weights, nngp), -1);
  return plus(left, multiply(right, transpose(weights)), -1);
}

describe("ensembleFlowPredict", () => {
  test("agreement: mean and covariance are those of draws moved by the flow to 1e-12", async () => {
    const ensemble = await ensembleFlow({ ntk, nngp, targets, loss: "mean", learningRate: 2 });
    const times = [0, 0.5, 20, Infinity];
    const found = await ensembleFlowPredict(ensemble, times, ntkCross, { cross, testKernel });
    const unit = { kernel: ntk, targets: identity, loss: "mean", learningRate: 2 } as const;
    const weights = await gradientFlowPredict(await gradientFlow(unit), times, { cross: ntkCross });
    times.forEach((_, i) => {
      const b = weights.cross![i]!;
      expect(found[i]!.mean).toBeAllclose(multiply(b, targets), { atol: 1e-12 });
      expect(found[i]!.covariance!).toBeAllclose(covarianceOf(b), { atol: 1e-12 });
    });
    expect(found[0]!.covariance!).toBeAllclose(testKernel, { atol: 0 });
  });

  test("agreement: at t = ∞ it is the trained ensemble, with and without a ridge", async () => {
    for (const ridge of [0, 0.2]) {
      const ensemble = await ensembleFlow({ ntk, nngp, targets, loss: "sum", ridge });
      const [found] = await ensembleFlowPredict(ensemble, Infinity, ntkCross, {
        cross,
        testKernel,
      });
      const trained = await ntkEnsemble({ ntk, nngp, targets, ridge });
      const expected = await ntkEnsemblePredict(trained, ntkCross, { cross, testKernel });
      expect(found!.mean).toBeAllclose(expected.mean, { atol: 1e-11 });
      expect(found!.covariance!).toBeAllclose(expected.covariance!, { atol: 1e-11 });
    }
  });

  test("identity: where only the last layer trains, covariance = K** − K* K⁻¹ (1 − e^(−2tK/N)) K*ᵀ", async () => {
    const ensemble = await ensembleFlow({ ntk: nngp, nngp, targets, loss: "mean" });
    const test = {
      cross,
      testDiagonal: Float64Array.from([0, 1, 2, 3], (i) => testKernel.data[5 * i]!),
    };
    const [found] = await ensembleFlowPredict(ensemble, 6, cross, test);
    const { values, vectors } = eigenSymmetric(nngp);
    const projected = multiply(cross, vectors);
    const variance = test.testDiagonal.map((prior, i) => {
      let explained = 0;
      values.forEach((kappa, j) => {
        explained += (projected.data[8 * i + j]! ** 2 * -Math.expm1((-2 * 6 * kappa) / 8)) / kappa;
      });
      return prior - explained;
    });
    expect(found!.variance).toBeAllclose(variance, { atol: 1e-13 });
    expect(found!.covariance).toBeUndefined();
  });

  test("with equal rows, the trained variance at them is what initialisation leaves between outputs: none", async () => {
    const twice = fromRows([
      [1, 2],
      [1, 2],
      [0, 1],
    ]);
    const [theta, k] = [reluNtk(twice, twice), reluNngp(twice, twice)];
    const ensemble = await ensembleFlow({
      ntk: theta,
      nngp: k,
      targets: fromRows([[1], [3], [0]]),
      loss: "mean",
    });
    const [found] = await ensembleFlowPredict(ensemble, Infinity, theta, {
      cross: k,
      testKernel: k,
    });
    expect(found!.mean).toBeAllclose([[2], [2], [0]], { atol: 1e-13 });
    expect(found!.variance).toBeAllclose([0, 0, 0], { atol: 1e-13 });
  });

  test("refuses kernels of other shapes, and times before the start", async () => {
    const ensemble = await ensembleFlow({ ntk, nngp, targets, loss: "mean" });
    const wrong = { cross, testKernel };
    await expect(ensembleFlowPredict(ensemble, -1, ntkCross, wrong)).rejects.toThrow("got -1");
    await expect(ensembleFlowPredict(ensemble, 1, matrix(3, 8), wrong)).rejects.toThrow(
      "ntkCross must be 4×8 like cross, got 3×8",
    );
    await expect(ensembleFlow({ ntk, nngp: testKernel, targets, loss: "mean" })).rejects.toThrow(
      "nngp must have 8 columns",
    );
    const doubled = { ntk, nngp, targets: matrix(4, 2), loss: "mean" } as const;
    await expect(ensembleFlow(doubled)).rejects.toThrow("targets must have 8 rows");
  });
});
