import { fromRows, NumericalError, selectRows, submatrix } from "@ntkit/linalg";
import {
  gaussianProcess,
  gaussianProcessPredict,
  kernelRegression,
  leaveOneOut,
  regressionPredict,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { deal, kernels, normals } from "./support.ts";

const x = normals(25, 3, 3);
const kernel = kernels.reluNtk(x, x);
const targets = normals(25, 2, 4);
const folds = deal(25, 25);

/** Predictions for each row from a model refitted to the others. */
async function bruteForce(options: { ridge: number; center: boolean }): Promise<number[]> {
  const rows: number[] = [];
  for (const { train, validation } of folds) {
    const model = await kernelRegression({
      kernel: submatrix(kernel, train, train),
      targets: selectRows(targets, train),
      ...options,
    });
    rows.push(...(await regressionPredict(model, submatrix(kernel, validation, train))).data);
  }
  return rows;
}

describe("leaveOneOut", () => {
  test.each([
    { ridge: 0.1, center: false, minimumNorm: false },
    { ridge: 0.1, center: true, minimumNorm: false },
    { ridge: 0, center: false, minimumNorm: false },
    { ridge: 0, center: true, minimumNorm: true },
  ])("agreement: equals refitting without each row to 1e-9, %o", async (options) => {
    const loo = await leaveOneOut(await kernelRegression({ kernel, targets, ...options }));
    const { ridge, center } = options;
    expect(loo.predictions).toBeAllclose(await bruteForce({ ridge, center }), { atol: 1e-9 });
    expect(loo.residuals).toBeAllclose(
      targets.data.map((y, at) => y - loo.predictions.data[at]!),
      { atol: 1e-14 },
    );
  });

  test("agreement: variances equal those of a Gaussian process without each row", async () => {
    const { variance } = await leaveOneOut(await gaussianProcess({ kernel, targets, noise: 0.2 }));
    for (const { train, validation } of folds) {
      const process = await gaussianProcess({
        kernel: submatrix(kernel, train, train),
        targets: selectRows(targets, train),
        noise: 0.2,
      });
      const cross = submatrix(kernel, validation, train);
      const testKernel = submatrix(kernel, validation, validation);
      const left = await gaussianProcessPredict(
        process,
        { cross, testKernel },
        { includeNoise: true },
      );
      expect(variance[validation[0]!]!).toBeAllclose(left.variance[0]!, { rtol: 1e-11 });
    }
  });

  test("rejects a model of deficient rank", async () => {
    const model = await kernelRegression({
      kernel: fromRows([
        [1, 1],
        [1, 1],
      ]),
      targets: fromRows([[1], [1]]),
      minimumNorm: true,
    });
    await expect(leaveOneOut(model)).rejects.toThrow(NumericalError);
    await expect(leaveOneOut(model)).rejects.toThrow("must have full rank 2, got rank 1");
  });

  test("rejects one centred row, for which nothing is left to take the mean of", async () => {
    const model = await kernelRegression({
      kernel: fromRows([[1]]),
      targets: fromRows([[1]]),
      center: true,
    });
    await expect(leaveOneOut(model)).rejects.toThrow("centred targets need at least 2 rows, got 1");
  });
});
