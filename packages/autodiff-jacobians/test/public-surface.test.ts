import * as jacobians from "@ntkit/autodiff-jacobians";
import { expect, test } from "vitest";

test("public surface: what @ntkit/autodiff-jacobians exports", () => {
  expect(Object.keys(jacobians).sort()).toMatchInlineSnapshot(`
    [
      "checkFactors",
      "empiricalNngp",
      "empiricalNtk",
      "equivalentRates",
      "finiteNetwork",
      "jacobian",
      "jacobianWorkers",
      "kernelAlignment",
      "kernelDistance",
      "kernelEllipse",
      "kernelVelocity",
      "learningStep",
      "linearizationReport",
      "linearizedNetwork",
      "ntkContributions",
      "ntkDiagonal",
      "ntkFromFactors",
      "ntkTiles",
      "ntkVectorProduct",
      "patternChange",
      "reparametrize",
      "taylorExpansion",
      "train",
      "trainNaturally",
      "trainingRecorder",
    ]
  `);
});
