import { fromRows } from "@ntkit/linalg";
import { kernelRegression, leaveOneOut, regressionPredict } from "@ntkit/solvers";
import { expect, test } from "vitest";

const kernel = fromRows([
  [2, 1],
  [1, 2],
]);
const targets = fromRows([[4], [1]]);

test("kernelRegression, predictions and leave-one-out give the fractions found by hand", async () => {
  const model = await kernelRegression({ kernel, targets, ridge: 1 });
  expect(model.coefficients).toBeAllclose([[11 / 8], [-1 / 8]], { rtol: 1e-14 });
  const predictions = await regressionPredict(model, fromRows([[1, 3]]));
  expect(predictions).toBeAllclose([[1]], { rtol: 1e-14 });
  const { residuals, variance } = await leaveOneOut(model);
  expect(residuals).toBeAllclose([[11 / 3], [-1 / 3]], { rtol: 1e-14 });
  expect(variance).toBeAllclose([8 / 3, 8 / 3], { rtol: 1e-14 });
});
