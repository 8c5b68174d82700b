import { cntk } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { filled } from "./filled.ts";
import reference from "./fixtures/cntk.json" with { type: "json" };

const { sin } = Math;
const { size, cases } = reference;
const images = filled([3, size, size, 3], (n, h, w, c) =>
  sin(1 + 1.1 * n + 0.7 * h + 0.5 * w + 1.3 * c + 0.013 * n * h * w),
);

describe("reference: the CNTK of Arora et al. by NumPy, to 1e-11 (its arccos costs a digit), in float32 to 1e-6", () => {
  for (const { depth, vanilla, gap } of cases) {
    test(`depth ${depth}`, async () => {
      for (const [expected, pooled] of [
        [vanilla, false],
        [gap, true],
      ] as const) {
        const kernel = kernelFunction(cntk({ depth, gap: pooled }));
        const { ntk } = await kernel.evaluate(images);
        expect(toRows(ntk)).toBeAllclose(expected, { rtol: 1e-11, atol: 0 });
        const coarse = await kernel.evaluate(images, undefined, { precision: "float32" });
        expect(toRows(coarse.ntk)).toBeAllclose(expected, { rtol: 1e-6, atol: 0 });
      }
    });
  }
});
