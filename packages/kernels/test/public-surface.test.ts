import * as kernels from "@ntkit/kernels";
import { expect, test } from "vitest";

test("public surface: what @ntkit/kernels exports", () => {
  expect(Object.keys(kernels).sort()).toMatchInlineSnapshot(`
    [
      "angleKernel",
      "criticalWeightStd",
      "estimateKernel",
      "featureLipschitz",
      "hiddenLayer",
      "kernelFunction",
      "kernelFunctions",
      "kernelGradients",
      "kernelTiles",
      "kernelWorkers",
      "phaseDiagram",
      "signalPropagation",
    ]
  `);
});
