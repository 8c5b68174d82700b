import type { ActivationNode, Network } from "@ntkit/architecture";
import {
  abs,
  aggregate,
  avgPool,
  batchNorm,
  conv,
  convLocal,
  convTranspose,
  dense,
  elementwise,
  embedding,
  erf,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  globalSumPool,
  imageResize,
  index,
  layerNorm,
  maxPool,
  parallel,
  relu,
  repeat,
  selfAttention,
  serial,
  sigmoid,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { Edges, InputOptions, KernelKind } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { eigenSymmetric, matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { examples, filled, normals } from "./filled.ts";

const same = { padding: "same" } as const;
const block = serial(conv({ ...same, filterShape: [3], weightStd: 1.3, biasStd: 0.2 }), relu());
const readout = dense({ biasStd: 0.1 });

const kernelOf = (network: Network, x: Tensor, y?: Tensor, options?: InputOptions<KernelKind>) =>
  kernelFunction(network).evaluate(x, y, options);

describe("identity: masked places are places that are not there", () => {
  const long = normals([1, 7, 2], 1);
  const other = normals([1, 7, 2], 2);
  const cut = (x: Tensor, places: number): Tensor =>
    tensor([1, places, 2], x.data.slice(0, 2 * places));
  const padded = (x: Tensor, places: number, value: number): Tensor =>
    tensor(
      x.shape,
      x.data.map((each, k) => (k < 2 * places ? each : value)),
    );
  const strided = { filterShape: [3], strides: [2], weightStd: 1.2, biasStd: 0.1 };
  const networks: Readonly<Record<string, Network>> = {
    "same, global mean": serial(block, block, globalAvgPool(), readout),
    valid: serial(conv({ filterShape: [2] }), relu(), globalSumPool(), readout),
    "same with strides": serial(conv({ ...strided, ...same }), relu(), globalAvgPool(), readout),
    circular: serial(conv({ ...strided, padding: "circular" }), relu(), globalAvgPool()),
    transposed: serial(convTranspose({ ...strided, ...same }), relu(), globalAvgPool()),
    local: serial(convLocal({ ...strided, ...same }), relu(), globalAvgPool(), readout),
    "local, sum": serial(block, convLocal(strided), globalSumPool()),
    pools: serial(
      block,
      avgPool({ windowShape: [2], ...same, normalizeEdges: true }),
      block,
      globalAvgPool(),
    ),
    "layer normalisation": serial(
      conv({ filterShape: [2], ...same }),
      layerNorm({ spatialAxes: [1] }),
      relu(),
      globalAvgPool(),
    ),
    attention: serial(
      dense({ biasStd: 0.3 }),
      selfAttention({ positional: "sum", positionalDecay: 0.2, biasStd: 0.1 }),
      relu(),
      globalAvgPool(),
    ),
    "attention, abs": serial(block, selfAttention({ mechanism: "abs" }), globalAvgPool()),
    "attention, sqrt": serial(
      block,
      selfAttention({ mechanism: "identity", scaling: "sqrt" }),
      globalAvgPool(),
    ),
    resize: serial(block, imageResize({ shape: [9] }), globalAvgPool(), readout),
    slices: serial(block, index([{ start: 1 }]), globalAvgPool(), readout),
    flatten: serial(block, flatten(), readout),
  };
  for (const [name, network] of Object.entries(networks)) {
    test(`${name}: a mask, a constant, NaN, and two examples of different lengths`, async () => {
      const short = await kernelOf(network, cut(long, 4), cut(other, 4));
      const mask = filled([1, 7], (_, t) => Number(t < 4));
      const masked = await kernelOf(network, long, other, { mask: { x1: mask, x2: mask } });
      for (const value of [10, Number.NaN]) {
        const constant = await kernelOf(network, padded(long, 4, value), padded(other, 4, value), {
          maskConstant: value,
        });
        expect(constant.ntk.data).toEqual(masked.ntk.data);
      }
      expect(masked.nngp).toBeAllclose(short.nngp, { rtol: 1e-13 });
      expect(masked.ntk).toBeAllclose(short.ntk, { rtol: 1e-13 });
      // Of one example with another of its own length within a longer set.
      const both = tensor([2, 7, 2], Float64Array.of(...long.data, ...padded(other, 4, 10).data));
      const self = await kernelOf(network, both, undefined, { maskConstant: 10 });
      const alone = await kernelOf(network, cut(other, 4));
      expect(self.ntk.data[3]).toBeAllclose(alone.ntk.data[0]!, { rtol: 1e-13 });
      expect(Number.isFinite(self.ntk.data[1])).toBe(true);
    });
  }

  test("of two examples of different lengths: a mean over all pairs of places that there are", async () => {
    const x = await kernelOf(serial(dense(), globalAvgPool()), cut(long, 3));
    const mean = (t: Tensor): number[] =>
      [0, 1].map((c) => {
        const places = t.data.length / 2;
        let sum = 0;
        for (let p = 0; p < places; p++) sum += t.data[2 * p + c]!;
        return sum / places;
      });
    const [a, b] = [mean(cut(long, 3)), mean(other)];
    const cross = await kernelOf(serial(dense(), globalAvgPool()), padded(long, 3, -9), other, {
      maskConstant: -9,
    });
    expect(cross.nngp.data[0]).toBeAllclose((a[0]! * b[0]! + a[1]! * b[1]!) / 2, { rtol: 1e-14 });
    expect(x.nngp.data[0]).toBeAllclose((a[0]! ** 2 + a[1]! ** 2) / 2, { rtol: 1e-14 });
  });

  test("holes: masked places add nothing and are not counted, and their numbers do not matter", async () => {
    const mask = filled([1, 7], (_, t) => Number(t !== 2 && t !== 5));
    const network = serial(
      dense({ biasStd: 0.4 }),
      selfAttention({ biasStd: 0.2 }),
      layerNorm({ spatialAxes: [1] }),
      relu(),
      dense({ biasStd: 0.3 }),
      globalAvgPool(),
    );
    const kept = [0, 1, 3, 4, 6];
    const without = (x: Tensor): Tensor =>
      filled([1, 5, 2], (_, t, c) => x.data[2 * kept[t]! + c]!);
    const holes = await kernelOf(network, long, other, { mask: { x1: mask, x2: mask } });
    const dropped = await kernelOf(network, without(long), without(other));
    expect(holes.nngp).toBeAllclose(dropped.nngp, { rtol: 1e-13 });
    expect(holes.ntk).toBeAllclose(dropped.ntk, { rtol: 1e-13 });
    const convolved = serial(block, avgPool({ windowShape: [2], ...same }), block, globalAvgPool());
    const zeroed = tensor(
      long.shape,
      long.data.map((value, k) => (mask.data[k >> 1] === 0 ? 99 : value)),
    );
    const [one, two] = [
      await kernelOf(convolved, long, other, { mask: { x1: mask, x2: mask } }),
      await kernelOf(convolved, zeroed, other, { mask: { x1: mask, x2: mask } }),
    ];
    expect(two.ntk.data).toEqual(one.ntk.data);
  });

  test("a single masked channel is 0", async () => {
    const network = serial(block, globalAvgPool());
    const holed = tensor([1, 2, 2], Float64Array.of(1, -7, 2, 3));
    const zero = tensor([1, 2, 2], Float64Array.of(1, 0, 2, 3));
    const masked = await kernelOf(network, holed, undefined, { maskConstant: -7 });
    expect(masked.ntk.data).toEqual((await kernelOf(network, zero)).ntk.data);
  });

  test("an image is cut down along every axis", async () => {
    const x = normals([1, 4, 5, 1], 3);
    const mask = filled([1, 4, 5], (_, h, w) => Number(h < 3 && w < 2));
    const small = filled([1, 3, 2, 1], (_, h, w) => x.data[5 * h + w]!);
    const network = serial(
      conv({ filterShape: [2, 2], padding: "circular" }),
      relu(),
      globalAvgPool(),
    );
    const masked = await kernelOf(network, x, undefined, { mask: { x1: mask } });
    expect(masked.ntk).toBeAllclose((await kernelOf(network, small)).ntk, { rtol: 1e-14 });
    expect(kernelFunction(network).diagonal(x, { mask: { x1: mask } }).ntk).toBeAllclose(
      masked.ntk.data,
      { rtol: 1e-14 },
    );
  });
});

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

describe("degenerate images have finite kernels, the limits", () => {
  const pixel = filled([1, 3, 3, 1], (_, h, w) => Number(h === 1 && w === 2));
  const images = tensor(
    [6, 3, 3, 1],
    Float64Array.of(
      ...new Float64Array(9),
      ...normals([9], 6).data,
      ...normals([9], 6).data,
      ...new Float64Array(9).fill(0.3),
      ...pixel.data,
      ...normals([9], 6).data.map((v) => -v),
    ),
  );
  const deep: readonly (readonly [number, ActivationNode, number])[] = [
    ...[0.1, 1, 16].flatMap((weightStd) =>
      [relu(), erf(), abs()].map((activation) => [weightStd, activation, 100] as const),
    ),
    [1, sigmoid(), 2],
  ];
  for (const [weightStd, activation, depth] of deep) {
    test(`weightStd ${weightStd}, ${activation.type}, depth ${depth}, with means and with equal places`, async () => {
      const layer = conv({ ...same, filterShape: [3, 1], weightStd, biasStd: 0.1 });
      for (const end of [flatten(), globalAvgPool()]) {
        const network = serial(repeat(serial(layer, activation), depth), end, dense());
        const { nngp, ntk } = await kernelOf(network, images);
        expect(nngp.data.every(Number.isFinite) && ntk.data.every(Number.isFinite)).toBe(true);
        // The second and the third image are equal.
        const rows = [6, 12].map((k) => Array.from(ntk.data.subarray(k, k + 6)));
        expect(rows[1]).toBeAllclose(rows[0]!, { rtol: 1e-14 });
        const scale = nngp.data[0]!;
        const { values } = eigenSymmetric(
          matrix(
            6,
            6,
            nngp.data.map((value) => value / scale),
          ),
        );
        expect(Math.min(...values)).toBeGreaterThan(-1e-13 * values[0]!);
      }
    });
  }

  test("at weightStd 16 and depth 100 relu has the NTK of weightStd 1 times 256¹⁰⁰", async () => {
    const network = (weightStd: number): Network =>
      serial(
        repeat(serial(conv({ ...same, filterShape: [2, 2], weightStd }), relu()), 100),
        flatten(),
      );
    const [one, steep] = [await kernelOf(network(1), images), await kernelOf(network(16), images)];
    expect(steep.nngp).toBeAllclose(
      one.nngp.data.map((value) => value * 256 ** 50 * 256 ** 50),
      { rtol: 1e-12 },
    );
    expect(steep.ntk).toBeAllclose(
      one.ntk.data.map((value) => value * 256 ** 50 * 256 ** 50),
      { rtol: 1e-12 },
    );
  });

  test("at weightStd √2 without bias and with circular edges the diagonal of the NTK of depth L is L times that of the NNGP", async () => {
    const he = conv({ filterShape: [3, 3], padding: "circular", weightStd: Math.SQRT2 });
    for (const depth of [2, 100]) {
      const network = serial(
        repeat(serial(he, relu()), depth - 1),
        flatten(),
        dense({ weightStd: Math.SQRT2 }),
      );
      const { nngp, ntk } = kernelFunction(network).diagonal(images);
      expect(ntk).toBeAllclose(
        nngp.map((value) => depth * value),
        { rtol: 1e-13 },
      );
    }
  });

  test("identity: without biases relu networks are homogeneous of degree 2 in each image, and zero stays zero", async () => {
    const layer = serial(conv({ ...same, filterShape: [3, 3] }), relu());
    const network = serial(
      layer,
      avgPool({ windowShape: [2, 2] }),
      layer,
      globalAvgPool(),
      dense(),
    );
    const louder = tensor(
      images.shape,
      images.data.map((v) => 3 * v),
    );
    const [one, three] = [await kernelOf(network, images), await kernelOf(network, images, louder)];
    expect(three.ntk).toBeAllclose(
      one.ntk.data.map((value) => 3 * value),
      // A pool leaves half of the digits of the angle between an image and three times it.
      { rtol: 1e-8 },
    );
    expect(one.ntk.data[0]).toBe(0);
  });

  test("one pixel, one row, no example", async () => {
    const network = serial(conv({ ...same, filterShape: [3, 3], biasStd: 0.1 }), relu(), flatten());
    const one = await kernelOf(network, tensor([1, 1, 1, 2], Float64Array.of(1, 2)));
    // One weight of nine is used: K = (1 + 4) / 2 / 9 + b².
    const q = 2.5 / 9 + 0.01;
    expect(one.nngp.data[0]).toBeAllclose(q / 2, { rtol: 1e-14 });
    expect((await kernelOf(network, tensor([0, 2, 2, 2]))).ntk).toMatchObject({ rows: 0, cols: 0 });
    const line = serial(conv({ filterShape: [1, 4] }), relu(), globalAvgPool(), dense());
    expect((await kernelOf(line, normals([1, 1, 4, 1], 7))).ntk.data[0]).toBeGreaterThan(0);
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
    await expect(kernelOf(network, bad)).rejects.toThrow("got overflow in row 1 of x1");
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
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.at(-1)).toBe(1);
  const controller = new AbortController();
  const running = kernel.evaluate(x, undefined, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error("enough"));
    },
  });
  await expect(running).rejects.toThrow("enough");
});
