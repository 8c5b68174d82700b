import { fromRows, matrix } from "@ntkit/linalg";
import {
  gaussianProcess,
  gaussianProcessPredict,
  ntkEnsemble,
  ntkEnsemblePredict,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { fixture, kernels } from "./support.ts";

const reference = fixture.ensemble;
const x = fromRows(reference.x);
const tests = fromRows(reference.test);
const targets = fromRows(reference.targets);
const { reluNtk, reluNngp } = kernels;
const { ridge } = reference;
const cross = reluNngp(tests, x);
const testKernel = reluNngp(tests, tests);

describe("ntkEnsemble", () => {
  test("reference: mean and covariance equal those by explicit inverses to 1e-11", async () => {
    const ensemble = await ntkEnsemble({
      ntk: reluNtk(x, x),
      nngp: reluNngp(x, x),
      targets,
      ridge,
    });
    const posterior = await ntkEnsemblePredict(ensemble, reluNtk(tests, x), { cross, testKernel });
    expect(posterior.mean).toBeAllclose(reference.mean, { atol: 1e-11 });
    expect(posterior.covariance!).toBeAllclose(reference.covariance, { atol: 1e-11 });
    const testDiagonal = Float64Array.from({ length: 5 }, (_, i) => testKernel.data[6 * i]!);
    const slim = await ntkEnsemblePredict(ensemble, reluNtk(tests, x), { cross, testDiagonal });
    expect(slim.variance).toBeAllclose(posterior.variance, { atol: 1e-13 });
  });

  test("identity: with the NNGP as NTK and no ridge it is the Gaussian process", async () => {
    const nngp = reluNngp(x, x);
    const ensemble = await ntkEnsemble({ ntk: nngp, nngp, targets });
    const trained = await ntkEnsemblePredict(ensemble, cross, { cross, testKernel });
    const bayes = await gaussianProcessPredict(await gaussianProcess({ kernel: nngp, targets }), {
      cross,
      testKernel,
    });
    expect(trained.mean).toBeAllclose(bayes.mean, { atol: 1e-10 });
    expect(trained.covariance!).toBeAllclose(bayes.covariance!, { atol: 1e-10 });
  });

  test("rejects kernels of different sizes", async () => {
    await expect(
      ntkEnsemble({ ntk: reluNtk(x, x), nngp: testKernel, targets, ridge }),
    ).rejects.toThrow("nngp must have 20 columns");
    const ensemble = await ntkEnsemble({
      ntk: reluNtk(x, x),
      nngp: reluNngp(x, x),
      targets,
      ridge,
    });
    await expect(
      ntkEnsemblePredict(ensemble, matrix(4, 20), { cross, testKernel }),
    ).rejects.toThrow("ntkCross must be 5×20 like cross, got 4×20");
  });
});
