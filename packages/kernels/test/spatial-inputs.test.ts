import type { Network } from "@ntkit/architecture";
import {
  aggregate,
  avgPool,
  batchNorm,
  conv,
  dense,
  elementwise,
  embedding,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  globalSumPool,
  layerNorm,
  maxPool,
  parallel,
  relu,
  repeat,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { Edges, InputOptions, KernelKind } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { examples, filled, normals } from "./filled.ts";

const same = { padding: "same" } as const;
const block = serial(conv({ ...same, filterShape: [3], weightStd: 1.3, biasStd: 0.2 }), relu());

const kernelOf = (network: Network, x: Tensor, y?: Tensor, options?: InputOptions<KernelKind>) =>
  kernelFunction(network).evaluate(x, y, options);

describe("graphs", () => {
  const x = normals([2, 4, 3], 4);
  const network = serial(
    aggregate(),
    dense({ biasStd: 0.2 }),
    relu(),
    aggregate(),
    globalAvgPool(),
  );
  const dense2 = filled([2, 4, 4], (n, u, v) => Number((u + v + n) % 3 === 0) * (1 + u));
  const sparse: readonly Edges[] = [0, 1].map((n) => {
    const edges = { from: [-1], to: [2], weights: [7] };
    for (let u = 0; u < 4; u++) {
      for (let v = 0; v < 4; v++) {
        // A weight in two parts, which add.
        for (const part of [0.25, 0.75]) {
          const weight = part * dense2.data[(n * 4 + u) * 4 + v]!;
          if (weight === 0) continue;
          edges.from.push(u);
          edges.to.push(v);
          edges.weights.push(weight);
        }
      }
    }
    return edges;
  });

  test("identity: lists of edges are matrices of weights", async () => {
    const first = await kernelOf(network, x, undefined, { pattern: { x1: dense2 } });
    const second = await kernelOf(network, x, undefined, { pattern: { x1: sparse } });
    expect(second.ntk).toBeAllclose(first.ntk, { rtol: 1e-13 });
  });

  test("identity: a graph is a linear map, from the row of its matrix to the column", async () => {
    const one = examples(x, 0, 1);
    const summed = filled([1, 4, 3], (_, v, c) => {
      let sum = 0;
      for (let u = 0; u < 4; u++) sum += dense2.data[u * 4 + v]! * x.data[u * 3 + c]!;
      return sum;
    });
    const layers = serial(dense(), relu(), flatten());
    const graph = await kernelOf(serial(aggregate(), layers), one, undefined, {
      pattern: { x1: examples(dense2, 0, 1) },
    });
    expect(graph.ntk).toBeAllclose((await kernelOf(layers, summed)).ntk, { rtol: 1e-13 });
  });

  test("of two sets of examples, and only along their axis", async () => {
    const images = normals([2, 4, 2, 3], 5);
    const layers = serial(aggregate({ axis: 1 }), dense(), relu(), globalAvgPool());
    const whole = await kernelOf(layers, images, undefined, { pattern: { x1: dense2 } });
    const cross = await kernelOf(layers, examples(images, 1, 2), examples(images, 0, 1), {
      pattern: { x1: examples(dense2, 1, 2), x2: examples(dense2, 0, 1) },
    });
    expect(cross.ntk.data[0]).toBeAllclose(whole.ntk.data[2]!, { rtol: 1e-13 });
  });

  test.each<[string, InputOptions<KernelKind>, string]>([
    ["is missing", {}, "options.pattern.x1 must be given for a network with aggregate layers"],
    [
      "has another shape",
      { pattern: { x1: tensor([2, 4, 3]) } },
      "the pattern of x1 must be [2, vertices, vertices], got [2, 4, 3]",
    ],
    [
      "has edges of too few examples",
      { pattern: { x1: [{ from: [], to: [] }] } },
      "must have the edges of 2 examples, got 1",
    ],
    [
      "has edges without end",
      {
        pattern: {
          x1: [
            { from: [1], to: [] },
            { from: [], to: [] },
          ],
        },
      },
      "edges must have as many ends as starts and weights, got 1, 0 and 1 for row 0 of x1",
    ],
    [
      "names a vertex that is not there",
      {
        pattern: {
          x1: [
            { from: [1], to: [4] },
            { from: [], to: [] },
          ],
        },
      },
      "edges must join vertices below 4, got 4 in the pattern of row 0",
    ],
    [
      "has half a vertex",
      {
        pattern: {
          x1: [
            { from: [0.5], to: [1] },
            { from: [], to: [] },
          ],
        },
      },
      "edges must join whole numbers, got 0.5 in the pattern of row 0 of x1",
    ],
  ])("a pattern that %s is an error that says so", async (_, options, message) => {
    await expect(kernelOf(network, x, undefined, options)).rejects.toThrow(message);
  });
});

describe("words", () => {
  const ids = filled([2, 3, 1], (n, t) => (n + t) % 3);

  test("equal words have one vector, different words independent ones", async () => {
    const network = serial(embedding({ vocabularySize: 3, weightStd: 1.5 }), globalSumPool());
    const { nngp, ntk } = await kernelOf(network, ids);
    expect(nngp.data).toEqual(Float64Array.of(6.75, 6.75, 6.75, 6.75));
    expect(ntk.data).toEqual(nngp.data);
    const standard = { vocabularySize: 3, weightStd: 1.5, parameterization: "standard" } as const;
    const places = serial(embedding(standard), flatten());
    expect((await kernelOf(places, ids)).ntk.data).toEqual(Float64Array.of(1, 0, 0, 1));
    const fixed = serial(embedding({ ...standard, trainable: false }), flatten());
    expect((await kernelOf(fixed, ids)).ntk.data).toEqual(new Float64Array(4));
  });

  test("in a branch, and followed by what needs all pairs of places", async () => {
    const words = embedding({ vocabularySize: 3 });
    const network = serial(
      fanOut(2),
      parallel(words, serial(words, relu(), dense())),
      fanInSum(),
      relu(),
      selfAttention(),
      globalAvgPool(),
    );
    const { ntk } = await kernelOf(network, ids);
    expect(ntk.data.every(Number.isFinite)).toBe(true);
    expect(ntk.data[0]).toBeAllclose(ntk.data[3]!, { rtol: 1e-13 });
  });

  test("outside of the vocabulary are errors", async () => {
    const network = serial(embedding({ vocabularySize: 2 }), flatten());
    await expect(kernelOf(network, ids)).rejects.toThrow(
      "words must be whole numbers from 0 to 1, got 2 in row 0 of x1",
    );
    await expect(kernelOf(network, tensor([1, 1, 1], Float64Array.of(0.5)))).rejects.toThrow(
      "got 0.5",
    );
  });
});

describe("what has no kernel is refused, with its place", () => {
  const x = normals([2, 4, 4, 3], 8);

  test.each<[string, Network, string]>([
    [
      "maxPool",
      serial(dense(), maxPool({ windowShape: [2, 2] })),
      "layers[1]: a maxPool has no kn",
    ],
    ["batchNorm", serial(dense(), batchNorm()), "layers[1]: a batchNorm has no known limit"],
    ["softmax with sqrt scaling", selfAttention({ scaling: "sqrt" }), "mechanism: a selfAttention"],
    ["an activation on images", serial(relu(), flatten()), "layers[0]: relu must follow a dense"],
    [
      "an activation after flatten",
      serial(dense(), flatten(), relu()),
      "layers[2]: relu must follow",
    ],
    ["layerNorm of the input", serial(layerNorm({ spatialAxes: "all" }), flatten()), "layerNorm"],
    [
      "an embedding of something else",
      serial(globalAvgPool(), embedding({ vocabularySize: 3 })),
      "layers[1]: an embedding must read the input itself",
    ],
    [
      "branches of one signal",
      serial(dense(), fanOut(2), parallel(avgPool({ windowShape: [1, 1] }), flatten()), fanInSum()),
      "layers[3]: the branches must be independent",
    ],
    [
      "the standard parametrisation without channels",
      serial(
        conv({ filterShape: [1, 1] }),
        conv({ filterShape: [1, 1], parameterization: "standard" }),
        flatten(),
      ),
      "layers[1]: the layer before must have units or channels",
    ],
    [
      "embeddings of places beside an unknown width",
      serial(dense(), selfAttention({ positional: "concat", positionalChannels: 3 }), flatten()),
      "layers[1].positionalChannels: the layer before must have units or channels",
    ],
    [
      "a function that is not given",
      serial(dense(), elementwise("mine"), flatten()),
      "layers[1].name: must be the name of a function in options.elementwise",
    ],
  ])("%s", async (_, network, message) => {
    await expect(async () => kernelOf(network, x)).rejects.toThrow(message);
  });

  test.each<[string, Network, Tensor, string]>([
    [
      "places at the end",
      conv({ filterShape: [3, 3] }),
      x,
      "must end in one row of features per ex",
    ],
    ["rows that stay places", dense(), x, "got places [4, 4]; add a flatten"],
    ["a filter of other axes", serial(conv({ filterShape: [3] }), flatten()), x, "layers[0]"],
    ["inputs without examples", flatten(), tensor([3]), "inputs must be [examples, spatial sizes"],
    ["inputs without channels", flatten(), tensor([1, 2, 0]), "inputs must have a column"],
  ])("%s", async (_, network, inputs, message) => {
    await expect(kernelOf(network, inputs)).rejects.toThrow(message);
  });

  test("inputs and masks that do not fit", async () => {
    const network = serial(block, globalAvgPool());
    const y = normals([1, 5, 2], 9);
    await expect(kernelOf(network, y, normals([1, 4, 2], 9))).rejects.toThrow(
      "x1 and x2 must have one shape of examples, got [1, 5, 2] and [1, 4, 2]",
    );
    await expect(kernelOf(network, y, undefined, { mask: { x1: tensor([1, 4]) } })).rejects.toThrow(
      "the mask of x1 must be [1, 5], got [1, 4]",
    );
    await expect(kernelOf(network, y, undefined, { mask: { x1: tensor([1, 5]) } })).rejects.toThrow(
      "a place must count, got none in row 0 of x1",
    );
  });

  test("numbers that are not finite, with the row", async () => {
    const network = serial(block, globalAvgPool());
    const bad = normals([2, 3, 2], 9);
    bad.data[9] = Number.NaN;
    await expect(kernelOf(network, bad)).rejects.toMatchObject({
      name: "NumericalError",
      reason: "non-finite",
      detail: { row: 1 },
    });
    bad.data[9] = 1e200;
    await expect(kernelOf(network, bad)).rejects.toThrow("must be finite");
    const steep = serial(conv({ filterShape: [1], weightStd: 1e200 }), flatten());
    await expect(kernelOf(steep, normals([1, 1, 1], 1))).rejects.toThrow("for rows 0 and 0");
  });
});

test("rows of features go through every layer that places go through", async () => {
  const rows = matrix(2, 3, Float64Array.of(1, 0.5, -0.2, 0.3, -1, 0.8));
  const plain = await kernelFunction(serial(dense(), relu(), dense())).evaluate(rows);
  const network = serial(dense(), flatten(), relu(), globalAvgPool(), dense());
  const through = await kernelFunction(network).evaluate(rows);
  expect(through.ntk).toBeAllclose(plain.ntk, { rtol: 1e-14 });
  expect(kernelFunction(network).diagonal(rows).nngp).toBeAllclose(
    [0, 3].map((k) => plain.nngp.data[k]!),
    { rtol: 1e-14 },
  );
});

test("an abort rejects with the signal's reason, and progress ends at 1", async () => {
  const network = serial(
    repeat(serial(conv({ ...same, filterShape: [3, 3] }), relu()), 3),
    globalAvgPool(),
  );
  const kernel = kernelFunction(network);
  const x = normals([3, 16, 16, 1], 10);
  const seen: number[] = [];
  await kernel.evaluate(x, undefined, { onProgress: (f) => seen.push(f) });
  expect(seen.at(-1)).toBe(1);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const controller = new AbortController();
  const running = kernel.evaluate(x, undefined, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
});
