import * as solvers from "@ntkit/solvers";
import { expect, test } from "vitest";

test("public surface: the package exports these names", () => {
  expect(Object.keys(solvers).sort()).toMatchInlineSnapshot(`
    [
      "accuracy",
      "accuracyMetric",
      "appendPoints",
      "bootstrapBiasCorrected",
      "calibrateTemperature",
      "calibratedAmplitude",
      "classify",
      "confusionMatrix",
      "crossValidate",
      "fitAmplitudeAndNoise",
      "gaussianCalibration",
      "gaussianProcess",
      "gaussianProcessPredict",
      "kernelRegression",
      "leaveOneOut",
      "logLoss",
      "marginalLikelihood",
      "maximizeMarginalLikelihood",
      "meanAbsoluteError",
      "meanAbsoluteErrorMetric",
      "meanInterval",
      "ntkEnsemble",
      "ntkEnsemblePredict",
      "posteriorSamples",
      "r2",
      "regressionPredict",
      "removePoints",
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
