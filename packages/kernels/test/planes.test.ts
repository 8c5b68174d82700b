import type { Network } from "@ntkit/architecture";
import {
  avgPool,
  cntk,
  conv,
  convLocal,
  dense,
  erf,
  flatten,
  gelu,
  globalAvgPool,
  globalSumPool,
  leakyRelu,
  relu,
  repeat,
  serial,
  sumPool,
} from "@ntkit/architecture";
import { estimateKernel, kernelFunction, kernelWorkers } from "@ntkit/kernels";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { random, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { compilePlanes } from "../src/planes/compile-planes.ts";

const weightStd = Math.SQRT2;

/** Images of normal numbers with a mean, so that covariances of both signs occur. */
function images(shape: readonly number[], seed: number): Tensor {
  const rng = random(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    shape,
    Float64Array.from({ length }, () => rng.normal() + 0.3),
  );
}

/** A mask that hides nothing sends a network to the general recursion. */
function general(network: Network, x1: Tensor, x2?: Tensor) {
  const all = (x: Tensor): Tensor => {
    const places = x.shape.slice(0, -1);
    const length = places.reduce((product, size) => product * size, 1);
    return tensor(places, new Float64Array(length).fill(1));
  };
  const mask = { x1: all(x1), ...(x2 && { x2: all(x2) }) };
  return kernelFunction(network).evaluate(x1, x2, { mask });
}

async function compare(network: Network, shape: readonly number[], rtol: number, float32: number) {
  expect(compilePlanes(network, shape)).toBeDefined();
  const [x1, x2] = [images([3, ...shape], 1), images([2, ...shape], 2)];
  const kernel = kernelFunction(network);
  for (const other of [undefined, x2]) {
    const expected = await general(network, x1, other);
    const found = await kernel.evaluate(x1, other);
    const coarse = await kernel.evaluate(x1, other, { precision: "float32" });
    for (const kind of ["nngp", "ntk"] as const) {
      expect(found[kind].data).toBeAllclose(expected[kind].data, { rtol, atol: 0 });
      const atol = float32 * Math.max(...expected[kind].data.map(Math.abs));
      expect(coarse[kind].data).toBeAllclose(expected[kind].data, { rtol: 0, atol });
    }
  }
}

describe("agreement: planes and the general recursion to 1e-13, in float32 to 1e-6 of the largest entry", () => {
  const readouts = { flatten: flatten(), "global mean": globalAvgPool() };
  const standard = { parameterization: "standard", biasStd: 0.2, channels: 7 } as const;
  const cases: Readonly<Record<string, readonly [readonly number[], readonly Network[]]>> = {
    "same 3 × 3": [[5, 6, 3], layers("same", [3, 3], null, relu(), 3)],
    "same 3 × 3 with biases": [[5, 6, 3], layers("same", [3, 3], 0.3, relu(), 3)],
    "same 5 × 5": [[5, 6, 2], layers("same", [5, 5], null, relu(), 2)],
    "same 2 × 4": [[5, 4, 3], layers("same", [2, 4], 0.1, leakyRelu({ alpha: 0.2 }), 3)],
    "same, filter larger than the image": [[3, 2, 2], layers("same", [7, 5], 0.1, relu(), 2)],
    "valid 3 × 3": [[6, 7, 3], layers("valid", [3, 3], null, relu(), 2)],
    "valid 2 × 3 after same 3 × 3": [
      [6, 7, 2],
      [...layers("same", [3, 3], 0.1, relu(), 1), ...layers("valid", [2, 3], null, relu(), 2)],
    ],
    "circular 3 × 3": [[5, 6, 2], layers("circular", [3, 3], 0.1, relu(), 2)],
    "circular 4 × 2": [[5, 5, 2], layers("circular", [4, 2], null, leakyRelu({ alpha: 0.1 }), 3)],
    "1 × 1, no padding": [[5, 6, 3], layers("valid", [1, 1], 0.1, relu(), 2)],
    sequences: [[9, 2], layers("same", [3], 0.2, relu(), 3)],
    "one place": [[1, 1, 4], layers("same", [3, 3], 0.2, relu(), 2)],
    "two layers without an activation": [
      [4, 5, 2],
      [conv({ filterShape: [3, 3], padding: "same" }), ...layers("same", [3, 3], 0.2, relu(), 1)],
    ],
    erf: [[5, 4, 2], layers("same", [3, 3], 0.2, erf({ a: 1.3, b: 0.7 }), 3)],
    gelu: [[5, 4, 2], layers("valid", [2, 2], 0.2, gelu(), 2)],
    "gelu after relu": [
      [5, 4, 2],
      [...layers("same", [3, 3], 0.2, relu(), 1), ...layers("same", [3, 3], null, gelu(), 1)],
    ],
    "standard parametrisation, untrained layers": [
      [4, 5, 3],
      [
        conv({ filterShape: [3, 3], padding: "same", ...standard }),
        relu(),
        conv({ filterShape: [3, 3], padding: "same", ...standard, trainable: false }),
        relu(),
        dense({ parameterization: "standard", units: 5 }),
        leakyRelu({ alpha: 0.3 }),
      ],
    ],
  };
  for (const [name, [shape, body]] of Object.entries(cases)) {
    for (const [readout, node] of Object.entries(readouts)) {
      test(`${name}, ${readout}`, async () => {
        const head = dense({ weightStd: 1.3, biasStd: body.length > 6 ? null : 0.2 });
        await compare(serial(...body, node, head, dense()), shape, 1e-13, 1e-6);
      });
    }
  }
});

test("agreement: a local readout, as in the CNTK of Arora et al.", async () => {
  const c = layers("same", [3, 3], null, relu(), 2);
  const standard = { parameterization: "standard", biasStd: 0.3 } as const;
  const local = { filterShape: [1, 1], weightStd: 0.7, biasStd: 0.2 };
  const dim = conv({ filterShape: [3, 3], padding: "same", channels: 4 });
  for (const network of [
    cntk({ depth: 4 }),
    cntk({ depth: 3, gap: true }),
    serial(...c, convLocal(local), globalAvgPool(), dense({ biasStd: 0.1 })),
    serial(dim, relu(), convLocal({ ...local, ...standard }), globalSumPool()),
    serial(...c, convLocal({ ...local, channels: 5 }), flatten(), dense(standard)),
  ]) {
    await compare(network, [4, 5, 3], 1e-13, 1e-6);
  }
});

describe("agreement: planes with pools and the general recursion to 1e-12, in float32 to 1e-5 of the largest entry", () => {
  const half = avgPool({ windowShape: [2, 2], strides: [2, 2] });
  const same = (count: number) => layers("same", [3, 3], null, relu(), count);
  const biased = (count: number) => layers("same", [3, 3], 0.2, relu(), count);
  const cases: Readonly<Record<string, readonly [readonly number[], readonly Network[]]>> = {
    "one pool": [
      [6, 6, 3],
      [...same(1), half],
    ],
    "layers between and behind pools": [
      [8, 8, 3],
      [...same(2), half, ...same(1), half, ...same(1)],
    ],
    "two pools in a row, to one place": [
      [8, 8, 2],
      [...biased(1), half, ...same(1), half, half],
    ],
    "sizes that windows do not divide": [
      [7, 9, 2],
      [...biased(1), half, ...biased(1)],
    ],
    "windows of 1 × 3 and 3 × 2 with sums": [
      [6, 9, 2],
      [
        ...biased(1),
        sumPool({ windowShape: [1, 3], strides: [1, 3] }),
        ...biased(1),
        avgPool({ windowShape: [3, 2], strides: [3, 2], padding: "valid" }),
        ...biased(1),
      ],
    ],
    circular: [
      [6, 4, 2],
      [
        ...layers("circular", [3, 3], 0.1, relu(), 1),
        half,
        ...layers("circular", [2, 2], 0.1, relu(), 1),
      ],
    ],
    valid: [
      [8, 9, 2],
      [
        ...layers("valid", [3, 3], 0.1, relu(), 1),
        half,
        ...layers("valid", [2, 2], 0.1, relu(), 1),
      ],
    ],
    erf: [
      [6, 6, 2],
      [...layers("same", [3, 3], 0.2, erf(), 1), half, conv({ filterShape: [2, 2] }), erf()],
    ],
  };
  for (const [name, [shape, body]] of Object.entries(cases)) {
    for (const node of [flatten(), globalAvgPool(), globalSumPool()]) {
      test(`${name}, ${node.type}`, async () => {
        await compare(serial(...body, node, dense()), shape, 1e-12, 1e-5);
      });
    }
  }
});

function layers(
  padding: "same" | "valid" | "circular",
  filterShape: readonly number[],
  biasStd: number | null,
  activation: Network,
  count: number,
): Network[] {
  const layer = conv({ filterShape: [...filterShape], padding, weightStd, biasStd });
  return [repeat(serial(layer, activation), count)];
}

test("a network is left to the general recursion where planes would not be exact or enough", () => {
  const c = conv({ filterShape: [3, 3], padding: "same" });
  const gap = globalAvgPool();
  for (const layersOf of [
    [c, relu()],
    [c, erf(), c, relu(), gap],
    [c, erf({ c: 0.1 }), gap],
    [conv({ filterShape: [3, 3], strides: [2, 2] }), relu(), gap],
    [c, relu(), conv({ filterShape: [3, 3], padding: "circular" }), relu(), gap],
    [c, relu(), avgPool({ windowShape: [2, 2] }), gap],
    [c, relu(), gap, dense(), relu(), dense()],
    [conv({ filterShape: [3, 3], biasStd: 0, parameterization: "standard" }), relu(), gap],
    [conv({ filterShape: [3, 3], weightStd: 0, biasStd: 1 }), relu(), gap],
  ]) {
    expect(compilePlanes(serial(...layersOf), [8, 8, 3])).toBeUndefined();
  }
});

describe("exactness: planes lose no digits of the angles between near places", () => {
  const network = serial(...layers("same", [3, 3], null, relu(), 4), globalAvgPool(), dense());
  const x = images([1, 5, 5, 3], 3);
  const changed = (change: (value: number, i: number) => number): Tensor =>
    tensor([2, 5, 5, 3], Float64Array.from([...x.data, ...x.data.map(change)]));
  const cases: Readonly<Record<string, Tensor>> = {
    "an image 1e-9 from another": changed((value, i) => value + 1e-9 * Math.sin(i)),
    "a duplicate": changed((value) => value),
    "a multiple": changed((value) => 3 * value),
    "a constant image": changed(() => 0.7),
    "numbers much larger": changed((value) => 1e60 * value),
  };
  for (const [name, pair] of Object.entries(cases)) {
    test(`${name}: agreement with the general recursion to 1e-13`, async () => {
      for (const readout of [flatten(), globalAvgPool()]) {
        const one = serial(...layers("same", [3, 3], null, relu(), 4), readout, dense());
        const [found, expected] = [
          await kernelFunction(one).evaluate(pair),
          await general(one, pair),
        ];
        expect(found.ntk.data).toBeAllclose(expected.ntk.data, { rtol: 1e-13, atol: 0 });
        expect(found.nngp.data).toBeAllclose(expected.nngp.data, { rtol: 1e-13, atol: 0 });
      }
    });
  }

  test("opposite images stay opposite behind leaky activations", async () => {
    const body = layers("same", [3, 3], null, leakyRelu({ alpha: 0.8 }), 3);
    const opposite = changed((value) => -value);
    const one = serial(...body, flatten(), dense());
    const found = await kernelFunction(one).evaluate(opposite);
    const expected = await general(one, opposite);
    expect(found.ntk.data[1]).toBeLessThan(0);
    expect(found.ntk.data).toBeAllclose(expected.ntk.data, { rtol: 1e-12, atol: 0 });
  });

  test("identity: a duplicate has the bits of the image, and the matrix is symmetric", async () => {
    const { ntk } = await kernelFunction(network).evaluate(cases["a duplicate"]!);
    expect(ntk.data[1]).toBe(ntk.data[2]);
    expect(Math.abs(ntk.data[1]! / ntk.data[0]! - 1)).toBeLessThan(4e-16);
    expect(ntk.data[3]).toBe(ntk.data[0]);
  });

  test("identity: on constant images a circular network is a fully connected one", async () => {
    const circular = serial(
      ...layers("circular", [3, 3], 0.4, relu(), 6),
      globalAvgPool(),
      dense(),
    );
    const layer = serial(dense({ weightStd, biasStd: 0.4 }), relu());
    const connected = serial(repeat(layer, 6), dense());
    const rows = images([4, 3], 5);
    const places = tensor(
      [4, 2, 3, 3],
      Float64Array.from({ length: 72 }, (_, i) => rows.data[3 * Math.floor(i / 18) + (i % 3)]!),
    );
    const found = await kernelFunction(circular).evaluate(places);
    const expected = await kernelFunction(connected).evaluate(rows);
    expect(found.ntk.data).toBeAllclose(expected.ntk.data, { rtol: 1e-14, atol: 0 });
  });

  test("identity: an image of zeros has kernels 0, and black borders have no angle to lose", async () => {
    const { ntk } = await kernelFunction(network).evaluate(changed(() => 0));
    expect([...ntk.data.subarray(1)]).toEqual([0, 0, 0]);
    const flat = serial(...layers("same", [3, 3], null, relu(), 4), flatten());
    const framed = changed((value, i) => (i < 30 || i > 60 ? 0 : value));
    const found = await kernelFunction(flat).evaluate(framed);
    const expected = await general(flat, framed);
    expect(found.ntk.data).toBeAllclose(expected.ntk.data, { rtol: 1e-13, atol: 0 });
  });

  test("identity: weights are factors, also 0.1 and 16 at depth 100", async () => {
    const pair = images([2, 3, 3, 2], 8);
    const deep = (std: number) => {
      const layer = serial(conv({ filterShape: [3, 3], padding: "same", weightStd: std }), relu());
      return kernelFunction(serial(repeat(layer, 100), flatten(), dense())).evaluate(pair);
    };
    const usual = await deep(weightStd);
    for (const std of [0.1, 16]) {
      const found = await deep(std);
      const expected = usual.ntk.data.map((value) => value * (std * std) ** 100 * 0.5 ** 100);
      expect(found.ntk.data).toBeAllclose(expected, { rtol: 1e-12, atol: 0 });
    }
  });
});

describe("calls", () => {
  const network = serial(...layers("same", [3, 3], null, relu(), 2), globalAvgPool(), dense());
  const flat = serial(...layers("same", [3, 3], null, relu(), 2), flatten(), dense());
  const pooled = serial(
    ...layers("same", [3, 3], null, relu(), 1),
    avgPool({ windowShape: [2, 2], strides: [2, 2] }),
    ...layers("same", [3, 3], null, relu(), 1),
    flatten(),
  );
  const x = images([9, 6, 6, 3], 11);

  test("threads do not change a bit", async () => {
    const workers = await kernelWorkers({ threads: 3 });
    try {
      for (const each of [network, flat, pooled]) {
        const here = await kernelFunction(each).evaluate(x);
        const there = await kernelFunction(each).evaluate(x, undefined, { workers });
        expect(there.ntk.data.slice()).toEqual(here.ntk.data);
        expect(there.nngp.data.slice()).toEqual(here.nngp.data);
      }
    } finally {
      await workers.dispose();
    }
  });

  test("part of a matrix has the bits of the whole", async () => {
    const some = tensor([4, 6, 6, 3], x.data.slice(0, 4 * 108));
    const whole = (await kernelFunction(flat).evaluate(x)).ntk;
    const part = (await kernelFunction(flat).evaluate(some)).ntk;
    expect(block(whole, 4)).toEqual(block(part, 4));
  });

  test("progress rises to 1, and an aborted call rejects with the reason", async () => {
    const heard: number[] = [];
    const kernel = kernelFunction(network);
    await kernel.evaluate(x, undefined, { onProgress: (fraction) => heard.push(fraction) });
    expect(heard.at(-1)).toBe(1);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    const reason = new Error("enough");
    const call = kernel.evaluate(x, undefined, { signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });

  test("numbers that are not finite are errors that name the row", async () => {
    const broken = tensor(x.shape, x.data.slice());
    broken.data[2 * 108 + 5] = NaN;
    await expect(kernelFunction(network).evaluate(broken)).rejects.toMatchObject({
      reason: "non-finite",
      detail: { row: 2 },
    });
    const loud = serial(
      repeat(serial(conv({ filterShape: [1, 1], weightStd: 1e80 }), relu()), 3),
      flatten(),
    );
    await expect(kernelFunction(loud).evaluate(x)).rejects.toMatchObject({ reason: "non-finite" });
  });

  test("one image and none have a kernel", async () => {
    const none = await kernelFunction(network).evaluate(tensor([0, 6, 6, 3]));
    expect(none.ntk).toMatchObject({ rows: 0, cols: 0 });
  });
});

function block({ data, cols }: Matrix, size: number): number[][] {
  return Array.from({ length: size }, (_, i) => [...data.slice(i * cols, i * cols + size)]);
}

test("an estimate counts pairs of places, and its memory is what threads need", () => {
  const network = serial(...layers("same", [3, 3], null, relu(), 21), globalAvgPool(), dense());
  const x = tensor([4, 32, 32, 3]);
  const estimate = estimateKernel(network, x);
  expect(estimate).toMatchObject({ method: "planes", pairs: 10, resultBytes: 2 * 8 * 16 });
  // A plane for each of 33 × 33 displacements, with 34 × 34 numbers.
  expect(estimate.layerPairs).toBe(10 * 21 * 33 ** 2 * 34 ** 2);
  const more = estimateKernel(network, x, tensor([3, 32, 32, 3]), { threads: 4 });
  expect(more.pairs).toBe(12);
  expect(more.peakBytes).toBeGreaterThan(3 * estimate.peakBytes);
  expect(more.peakBytes).toBeLessThan(10e6);
  const halved = estimateKernel(network, x, undefined, { precision: "float32" });
  expect(halved.peakBytes).toBeLessThan(estimate.peakBytes);
  const flat = serial(...layers("same", [3, 3], null, relu(), 2), flatten());
  expect(estimateKernel(flat, x).layerPairs).toBe(10 * 2 * 34 ** 2);
});
