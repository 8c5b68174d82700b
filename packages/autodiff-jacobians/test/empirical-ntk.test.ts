import { empiricalNtk, ntkContributions } from "@ntkit/autodiff-jacobians";
import { matrix, toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { jacobianByPulling, productOfJacobians, traced } from "./support/brute-force.ts";
import { randomModel } from "./support/draw.ts";
import { denseCases, spatialCases } from "./support/networks.ts";

const tolerance = { rtol: 1e-10, atol: 1e-10 };

describe.each([...denseCases, ...spatialCases])("$title", ({ network, inputShape, inputs }) => {
  const model = randomModel(network, inputShape);
  const [x1, x2] = [inputs(4, 7), inputs(3, 8)];
  const o = model.outputs;

  test("agreement: all forms of the kernel are those of per-example gradients", async () => {
    const [j1, j2] = [await jacobianByPulling(model, x1), await jacobianByPulling(model, x2)];
    for (const [right, j] of [
      [x2, j2],
      [undefined, j1],
    ] as const) {
      const exact = productOfJacobians(j1, j);
      const full = await empiricalNtk(model, x1, right, { form: "full" });
      expect(full.shape).toEqual([4, o, (exact.rows / 4 / o) * (exact.cols / o), o]);
      expect(full.data).toBeAllclose(exact.data, tolerance);
      const trace = traced(exact, o);
      expect(await empiricalNtk(model, x1, right)).toBeAllclose(trace, tolerance);
      const diagonal = await empiricalNtk(model, x1, right, { form: "diagonal" });
      const means = matrix(trace.rows, trace.cols, meansOf(diagonal.data, o));
      expect(means).toBeAllclose(trace, tolerance);
    }
  });

  test("tiles of one example give the same kernel as one tile", async () => {
    for (const form of ["full", "trace", "diagonal"] as const) {
      for (const right of [x2, undefined]) {
        const whole = await empiricalNtk(model, x1, right, { form });
        const tiled = await empiricalNtk(model, x1, right, { form, memory: 1 });
        expect(tiled.data).toBeAllclose(whole.data, { rtol: 1e-13, atol: 1e-13 });
      }
    }
  });

  test("identity: the parts of layers sum to the kernel, and so do those of kinds", async () => {
    const whole = await empiricalNtk(model, x1);
    for (const by of ["layer", "name", "parameter"] as const) {
      const parts = Object.values(await ntkContributions(model, x1, undefined, by));
      const sum = whole.data.map((_, i) => parts.reduce((total, part) => total + part.data[i]!, 0));
      expect(sum).toBeAllclose(whole.data, { rtol: 1e-13, atol: 1e-13 });
    }
  });

  test("one output is its block of the diagonal", async () => {
    const diagonal = await empiricalNtk(model, x1, x2, { form: "diagonal" });
    const one = await empiricalNtk(model, x1, x2, { outputs: [o - 1] });
    const block = diagonal.data.filter((_, i) => i % o === o - 1);
    expect(toRows(one).flat()).toBeAllclose([...block], { rtol: 1e-14, atol: 1e-14 });
  });
});

/** Means of consecutive groups of o. */
function meansOf(data: Float64Array, o: number): Float64Array {
  const means = new Float64Array(data.length / o);
  data.forEach((value, i) => (means[Math.floor(i / o)]! += value / o));
  return means;
}
