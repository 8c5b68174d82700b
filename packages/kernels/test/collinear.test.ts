import { fromJson } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows, toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/collinear.json" with { type: "json" };

/** Entries divided by √(K_ii K_jj), so that an absolute tolerance means the same for all of them. */
function correlations(
  kernel: readonly (readonly number[])[],
  scale: readonly (readonly number[])[],
): number[][] {
  return kernel.map((row, i) => row.map((value, j) => value / (norm(scale, i) * norm(scale, j))));
}

function norm(kernel: readonly (readonly number[])[], i: number): number {
  return Math.sqrt(kernel[i]![i]!) || 1;
}

describe("reference: rows 1e-8 apart, opposite, collinear and zero agree with 80 digits to 1e-13 (1e-15 of the largest)", () => {
  const x = fromRows(reference.inputs);
  for (const { name, network, nngp, ntk } of reference.cases) {
    test(name, async () => {
      const kernels = await kernelFunction(fromJson(network)).evaluate(x);
      for (const [actual, expected] of [
        [kernels.nngp, nngp],
        [kernels.ntk, ntk],
      ] as const) {
        expect(correlations(toRows(actual), expected)).toBeAllclose(
          correlations(expected, expected),
          { rtol: 1e-13, atol: 1e-15 },
        );
      }
    });
  }
});
