import * as kernels from "@ntkit/kernels";
import { expect, test } from "vitest";

test("public surface: what @ntkit/kernels exports", () => {
  expect(Object.keys(kernels).sort()).toMatchInlineSnapshot(`
    [
      "angleKernel",
      "assertSameKernel",
      "criticalWeightStd",
      "estimateKernel",
      "featureLipschitz",
      "hiddenLayer",
      "kernelFunction",
      "kernelFunctions",
      "kernelGradients",
      "kernelRecord",
      "kernelTiles",
      "kernelWorkers",
      "parseKernelRecord",
      "phaseDiagram",
      "signalPropagation",
    ]
  `);
});
