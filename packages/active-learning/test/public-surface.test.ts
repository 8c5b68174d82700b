import * as activeLearning from "@ntkit/active-learning";
import { expect, test } from "vitest";

test("public surface: the package exports these names", () => {
  expect(Object.keys(activeLearning).sort()).toMatchInlineSnapshot(`
    [
      "addPick",
      "badge",
      "badgeGeometry",
      "bait",
      "coreSet",
      "disagreement",
      "estimateLookAhead",
      "expectedErrorReduction",
      "featureGeometry",
      "kernelGeometry",
      "labelChange",
      "largestCluster",
      "learningCurve",
      "lookAhead",
      "lookAheadPredictions",
      "lookAheadQuery",
      "outputChange",
      "posteriorCovariance",
      "predictWith",
      "projectFeatures",
      "pseudoLabels",
      "randomQuery",
      "rebase",
      "scoreCandidates",
      "selectBatch",
      "subsample",
      "topScores",
      "uncertainty",
      "varianceReduction",
    ]
  `);
});
