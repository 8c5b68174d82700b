import { fromRows, matrix } from "@ntkit/linalg";
import {
  calibratedAmplitude,
  gaussianProcess,
  gaussianProcessPredict,
  leaveOneOut,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { fixture, normals, rbf } from "./support.ts";

const reference = fixture.gaussianProcess;
const x = fromRows(reference.x);
const tests = fromRows(reference.test);
const { lengthScale, noise } = reference;
const kernel = rbf(x, x, lengthScale);
const cross = rbf(tests, x, lengthScale);
const testKernel = rbf(tests, tests, lengthScale);
const targets = fromRows(reference.targets);
const testDiagonal = new Float64Array(8).fill(1);
const process = await gaussianProcess({ kernel, targets, noise });

describe("gaussianProcess", () => {
  test("reference: the marginal likelihood is scikit-learn's to 1e-12", () => {
    expect(process.logMarginalLikelihood).toBeAllclose(reference.logMarginalLikelihood);
  });

  test("reference: posterior mean and covariance are scikit-learn's to 1e-12", async () => {
    const posterior = await gaussianProcessPredict(process, { cross, testKernel });
    expect(posterior.mean).toBeAllclose(reference.mean, { atol: 1e-12 });
    expect(posterior.covariance!).toBeAllclose(reference.covariance, { atol: 1e-12 });
  });

  test("agreement: variances from the diagonal are those of the full covariance", async () => {
    const full = await gaussianProcessPredict(process, { cross, testKernel });
    const { variance, covariance } = await gaussianProcessPredict(process, { cross, testDiagonal });
    expect(variance).toBeAllclose(full.variance, { atol: 1e-15 });
    expect(covariance).toBeUndefined();
  });

  test("noise and amplitude enter the variance as s² (variance + σ²)", async () => {
    const plain = await gaussianProcessPredict(process, { cross, testDiagonal });
    const options = { includeNoise: true, amplitude: 3 };
    const full = await gaussianProcessPredict(process, { cross, testKernel }, options);
    const expected = plain.variance.map((v) => 3 * (v + noise));
    expect(full.variance).toBeAllclose(expected, { rtol: 1e-12 });
    expect(full.covariance!.data[0]).toBe(full.variance[0]);
    expect(full.mean).toBeAllclose(plain.mean);
  });

  test("identity: without noise the variance at a training row is exactly 0", async () => {
    const exact = await gaussianProcess({ kernel: rbf(x, x, 0.3), targets });
    const at = { cross: rbf(x, x, 0.3), testDiagonal: new Float64Array(30).fill(1) };
    const { variance } = await gaussianProcessPredict(exact, at);
    expect([...variance]).toEqual(new Array(30).fill(0));
  });

  test("rejects test kernels that cannot belong to the training kernel", async () => {
    const test = { cross, testDiagonal: new Float64Array(8).fill(0.01) };
    await expect(gaussianProcessPredict(process, test)).rejects.toMatchObject({
      reason: "not-positive-definite",
      detail: { row: 0, prior: 0.01 },
    });
    await expect(
      gaussianProcessPredict(process, { cross, testDiagonal: new Float64Array(7) }),
    ).rejects.toThrow("testDiagonal must have 8 entries (cross is 8×30), got 7");
    await expect(
      gaussianProcessPredict(process, { cross, testKernel: matrix(3, 3) }),
    ).rejects.toThrow("testKernel must be 8×8 (cross is 8×30), got 3×3");
  });
});

describe("calibratedAmplitude", () => {
  test("identity: leave-one-out residuals have unit variance after it", async () => {
    const loo = await leaveOneOut(process);
    const amplitude = calibratedAmplitude(loo);
    const { residuals, variance } = loo;
    let sum = 0;
    residuals.data.forEach((r, at) => (sum += r ** 2 / (amplitude * variance[at >> 1]!)));
    expect(sum / residuals.data.length).toBeAllclose(1, { rtol: 1e-14 });
  });

  test("agreement: finds the amplitude that targets were drawn with", async () => {
    const rows = normals(400, 2, 7);
    const k = rbf(rows, rows);
    k.data.forEach((_, at) => {
      if (Math.floor(at / 400) === at % 400) k.data[at]! += 0.5;
    });
    const { factor } = await gaussianProcess({ kernel: k, targets: normals(400, 1, 8) });
    const white = normals(400, 1, 9);
    const drawn = matrix(400, 1);
    for (let i = 0; i < 400; i++) {
      for (let j = 0; j <= i; j++) {
        drawn.data[i]! += 3 * factor.cholesky.lower.data[i * 400 + j]! * white.data[j]!;
      }
    }
    const loo = await leaveOneOut(await gaussianProcess({ kernel: k, targets: drawn }));
    // relative standard error √(2 / 400) = 7 %
    expect(calibratedAmplitude(loo)).toBeGreaterThan(9 * 0.8);
    expect(calibratedAmplitude(loo)).toBeLessThan(9 * 1.2);
  });
});
