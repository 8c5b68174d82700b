import { describe, expect, test } from "vitest";
import { circleInput, reluKernels } from "../src/live/relu-kernels.ts";

/** The formulas of the page for one hidden layer. */
function oneLayer(degrees: number): { nngp: number; ntk: number } {
  const t = (degrees * Math.PI) / 180;
  const nngp = (Math.cos(t) * (Math.PI - t) + Math.sin(t)) / Math.PI;
  return { nngp, ntk: nngp + (Math.cos(t) * (Math.PI - t)) / Math.PI };
}

describe("reluKernels", () => {
  const angles = [0, 1, 30, 90, 120, 179, 180];

  test("reluKernels gives the arc-cosine formulas with one hidden layer", async () => {
    const { nngp, ntk } = await reluKernels(1, angles);
    expect(nngp).toBeAllclose(
      angles.map((angle) => oneLayer(angle).nngp),
      { atol: 1e-15 },
    );
    expect(ntk).toBeAllclose(
      angles.map((angle) => oneLayer(angle).ntk),
      { atol: 1e-15 },
    );
  });

  test("at angle 0 the NNGP is 1 and the NTK is depth + 1, at every depth", async () => {
    for (const depth of [1, 2, 10, 50]) {
      const { nngp, ntk } = await reluKernels(depth, [0]);
      expect(nngp).toBeAllclose([1], { rtol: 1e-13 });
      expect(ntk).toBeAllclose([depth + 1], { rtol: 1e-13 });
    }
  });

  test("with depth the NNGP flattens and the relative NTK falls towards a quarter", async () => {
    const { nngp, ntk } = await reluKernels(50, [90, 180]);
    expect(Math.min(...nngp)).toBeGreaterThan(0.98);
    expect(Math.max(...ntk) / 51).toBeLessThan(0.29);
    const deeper = await reluKernels(2000, [90, 180]);
    for (const value of deeper.ntk) expect(value / 2001).toBeCloseTo(0.25, 2);
  });

  test("circleInput has mean square 1", () => {
    const [a, b] = circleInput(37);
    expect((a * a + b * b) / 2).toBeAllclose(1, { rtol: 1e-15 });
  });
});
