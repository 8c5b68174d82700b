import * as solvers from "@ntkit/solvers";
import { expect, test } from "vitest";

test("public surface: the package exports these names", () => {
  expect(Object.keys(solvers).sort()).toMatchInlineSnapshot(`
    [
      "accuracy",
      "accuracyMetric",
      "bootstrapBiasCorrected",
      "calibrateTemperature",
      "calibratedAmplitude",
      "classify",
      "confusionMatrix",
      "crossValidate",
      "gaussianProcess",
      "gaussianProcessPredict",
      "kernelRegression",
      "leaveOneOut",
      "logLoss",
      "meanAbsoluteError",
      "meanAbsoluteErrorMetric",
      "meanInterval",
      "ntkEnsemble",
      "ntkEnsemblePredict",
      "r2",
      "regressionPredict",
      "ridgeLearner",
      "ridgePath",
      "rmse",
      "rmseMetric",
      "selectBest",
      "softmaxProbabilities",
      "solveSvmDual",
      "supportVectorClassifier",
      "svcLearner",
      "svcPredict",
      "wilsonInterval",
    ]
  `);
});
