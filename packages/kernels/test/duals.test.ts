import { dense, fromJson, serial } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/duals.json" with { type: "json" };

const input = dense();
const frozenReadout = dense({ trainable: false });

describe("reference: agrees with quadrature to 1e-13 of √(E φ(u)² E φ(v)²)", () => {
  for (const { activation, values } of reference.cases) {
    test(JSON.stringify(activation), async () => {
      const kernel = kernelFunction(serial(input, fromJson(activation), frozenReadout));
      for (const [i, [r1, r2, theta]] of (
        reference.points as [number, number, number][]
      ).entries()) {
        const { value, scale, slope, slopeScale } = values[i]!;
        // Two features: x·x / 2 is the variance.
        const { nngp, ntk } = await kernel.evaluate(
          fromRows([[Math.SQRT2 * r1, 0]]),
          fromRows([[Math.SQRT2 * r2 * Math.cos(theta), Math.SQRT2 * r2 * Math.sin(theta)]]),
        );
        const c = r1 * r2 * Math.cos(theta);
        expect(nngp).toBeAllclose([value], { rtol: 0, atol: 1e-13 * scale });
        expect(ntk).toBeAllclose([slope * c], { rtol: 0, atol: 1e-13 * slopeScale * Math.abs(c) });
      }
    });
  }
});
