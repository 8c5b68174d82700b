import { aggregate, dense, embedding, serial, tanh } from "@ntkit/architecture";
import {
  empiricalNtk,
  finiteNetwork,
  jacobian,
  ntkContributions,
  ntkDiagonal,
  ntkTiles,
  ntkVectorProduct,
} from "@ntkit/autodiff-jacobians";
import type { FactorSource } from "@ntkit/autodiff-jacobians";
import { diagonal, matrix, multiply, submatrix, tensor, toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { countOf } from "../src/inputs.ts";
import { jacobianByPulling, productOfJacobians, traced } from "./support/brute-force.ts";
import { normalMatrix, randomModel } from "./support/draw.ts";
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
      const blocks = await empiricalNtk(model, x1, right, { form: "diagonal" });
      const means = matrix(trace.rows, trace.cols, meansOf(blocks.data, o));
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

  test("agreement: Jacobians written out are those of single reverse passes", async () => {
    const parts = Object.values(await jacobian(model, x1));
    const rows = parts.map(({ shape: [n, outputs, ...own], data }) => {
      expect([n, outputs]).toEqual([4, o]);
      return { size: own.reduce((product, size) => product * size, 1), data };
    });
    const joined = Array.from({ length: 4 * o }, (_, r) =>
      rows.flatMap(({ size, data }) => [...data.subarray(r * size, (r + 1) * size)]),
    );
    expect(joined).toBeAllclose(await jacobianByPulling(model, x1), tolerance);
  });

  test("agreement: products with vectors are those of the full kernel", async () => {
    const v = normalMatrix(3, o, 5);
    const { data } = await empiricalNtk(model, x1, x2, { form: "full" });
    const product = multiply(matrix(4 * o, 3 * o, data), matrix(3 * o, 1, v.data));
    expect(await ntkVectorProduct(model, x1, v, x2)).toBeAllclose(product, tolerance);
  });

  test("the kernel on demand is the kernel", async () => {
    const whole = await empiricalNtk(model, x1);
    const tiles = ntkTiles(model, x1);
    const tile = await tiles.tile(Int32Array.of(2, 0), Int32Array.of(3, 2, 1));
    expect(tile).toBeAllclose(submatrix(whole, [2, 0], [3, 2, 1]), tolerance);
    expect(await tiles.diagonal()).toBeAllclose(diagonal(whole), tolerance);
    expect(await ntkDiagonal(model, x1, { memory: 1 })).toBeAllclose(diagonal(whole), tolerance);
    expect(tiles.size).toBe(4);
  });

  test("one output is its block of the diagonal", async () => {
    const blocks = await empiricalNtk(model, x1, x2, { form: "diagonal" });
    const one = await empiricalNtk(model, x1, x2, { outputs: [o - 1] });
    const block = blocks.data.filter((_, i) => i % o === o - 1);
    expect(toRows(one).flat()).toBeAllclose([...block], { rtol: 1e-14, atol: 1e-14 });
  });
});

/** Means of consecutive groups of o. */
function meansOf(data: Float64Array, o: number): Float64Array {
  const means = new Float64Array(data.length / o);
  data.forEach((value, i) => (means[Math.floor(i / o)]! += value / o));
  return means;
}

describe("limits and mistakes", () => {
  const model = randomModel(serial(dense({ units: 6 }), tanh(), dense({ units: 3 })), 4);
  const x = normalMatrix(5, 4, 1);

  test("agreement: layers of more than 64 units have the kernel of per-example gradients too", async () => {
    const wide = randomModel(serial(dense({ units: 70 }), tanh(), dense({ units: 3 })), 4);
    const { data } = normalMatrix(5, 4, 1);
    const j = await jacobianByPulling(wide, tensor([5, 4], data));
    const exact = traced(productOfJacobians(j, j), 3);
    expect(await empiricalNtk(wide, x)).toBeAllclose(exact, tolerance);
  });

  test("memory: an example takes its signals, and per output the cotangents of two neighbouring layers", () => {
    // Signals 4 + 6 + 6 + 3; on the way back [3] is kept, then [6] waits for [6].
    expect(model.bytesPerExample(5)).toBe(8 * (19 + 5 * (3 + 6 + 6)));
  });

  test("factors are computed once where the rows of all examples fit, else again for each tile", async () => {
    const computed: number[] = [];
    const counted: FactorSource = {
      ...model,
      factors: (examples, options) => {
        computed.push(countOf(examples));
        return model.factors(examples, options);
      },
    };
    const rows = 8 * model.portable!.rowNumbers(model.outputs);
    const whole = await empiricalNtk(model, x);
    for (const [memory, sizes] of [
      [undefined, [5]],
      [4 * 5 * rows, [5]],
      [4 * 3 * rows, [3, 2, 3]],
      [1, Array.from({ length: 15 }, () => 1)],
    ] as const) {
      computed.length = 0;
      const kernel = await empiricalNtk(counted, x, undefined, { memory });
      expect(computed).toEqual(sizes);
      expect(kernel.data).toEqual(whole.data);
    }
  });

  test("progress rises and ends at 1, and aborting rejects with the signal's reason", async () => {
    const fractions: number[] = [];
    const onProgress = (fraction: number) => void fractions.push(fraction);
    const all = 4 * 8 * 5 * model.portable!.rowNumbers(model.outputs);
    for (const memory of [1, all / 2, all, undefined]) {
      fractions.length = 0;
      await empiricalNtk(model, x, undefined, { memory, onProgress });
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.at(-1)).toBe(1);
    }
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(empiricalNtk(model, x, undefined, { signal })).rejects.toBe(reason);
  });

  test("inputs, parameters and options that do not fit are typed errors", async () => {
    const { parameters, network } = model;
    await expect(empiricalNtk(model, normalMatrix(5, 3, 1))).rejects.toMatchObject({
      code: "shape",
    });
    const spoilt = matrix(1, 4, Float64Array.of(1, NaN, 0, 0));
    await expect(empiricalNtk(model, spoilt)).rejects.toMatchObject({
      reason: "non-finite",
      detail: { row: 0, col: 1 },
    });
    await expect(empiricalNtk(model, x, x, { outputs: [3] })).rejects.toThrow(/from 0 to 2.*got 3/);
    await expect(empiricalNtk(model, x, x, { memory: 0 })).rejects.toThrow(RangeError);
    await expect(jacobian(model, x, { names: ["1.weight"] })).rejects.toThrow(/got 1.weight/);
    const { "0.weight": weight, ...rest } = parameters;
    expect(() => network.at(rest)).toThrow(/parameters must be 0.weight, 2.weight, got 2.weight/);
    const wrong = { ...rest, "0.weight": { shape: [6, 4], data: weight!.data } };
    expect(() => network.at(wrong)).toThrow(/0.weight must have the shape \[4, 6\], got \[6, 4\]/);
    const nan = { ...rest, "0.weight": { shape: [4, 6], data: weight!.data.map(() => NaN) } };
    expect(() => network.at(nan)).toThrow(/0.weight must be finite, got NaN at 0/);
  });

  test("networks that are not finite are refused with their place", () => {
    expect(() => finiteNetwork(serial(tanh(), dense()), 3)).toThrow(
      /layers\[1\].units: must be given for a finite network/,
    );
    expect(() => finiteNetwork(dense({ units: 1 }), [])).toThrow(/inputShape must be sizes/);
    expect(() => finiteNetwork(aggregate(), [3, 2])).toThrow(
      /got aggregate, which needs a pattern/,
    );
    const late = serial(tanh(), embedding({ vocabularySize: 3, channels: 2 }));
    expect(() => finiteNetwork(late, [4, 1])).toThrow(/must read the input's whole numbers/);
  });

  test("words outside of the vocabulary are refused", async () => {
    const words = randomModel(embedding({ vocabularySize: 3, channels: 2 }), [2, 1]);
    const ids = tensor([1, 2, 1], Float64Array.of(1, 3));
    await expect(words.forward(ids)).rejects.toThrow(/integers from 0 to 2, got 3 at 1/);
  });

  test("widths that are left out are those of given parameters", () => {
    const open = serial(dense({ biasStd: 1 }), tanh(), dense());
    const widthsFrom = { "0.weight": { shape: [4, 6] }, "2.weight": { shape: [6, 3] } };
    expect(finiteNetwork(open, 4, { widthsFrom }).outputs).toBe(3);
  });
});
