import type { Network, Padding } from "@ntkit/architecture";
import {
  avgPool,
  conv,
  convLocal,
  convTranspose,
  dense,
  erf,
  fanInSum,
  fanOut,
  flatten,
  gelu,
  globalAvgPool,
  globalSumPool,
  identity,
  imageResize,
  index,
  linearMap,
  parallel,
  relu,
  selfAttention,
  serial,
  sumPool,
  tanh,
} from "@ntkit/architecture";
import { kernelFunction, kernelFunctions } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { evaluate, expectSame } from "./both-kernels.ts";
import { examples, filled, normals } from "./filled.ts";

const x = normals([3, 5, 4, 2], 1);
const y = normals([2, 5, 4, 2], 2);
const paddings: readonly Padding[] = ["valid", "same", "circular"];
const block = (padding: Padding, strides = [1, 1]): Network =>
  serial(conv({ filterShape: [3, 2], padding, strides, weightStd: 1.3, biasStd: 0.2 }), relu());
const readout = dense({ weightStd: 1.1, biasStd: 0.1 });

describe("identity: every way to a kernel gives the same", () => {
  const networks: Readonly<Record<string, Network>> = {
    "flatten, equal places only": serial(block("same"), block("circular"), flatten(), readout),
    "means over all places": serial(block("same"), globalAvgPool(), readout),
    "an activation by a series": serial(
      conv({ filterShape: [3, 2], biasStd: 0.1 }),
      tanh(),
      flatten(),
      readout,
      gelu(),
      dense(),
    ),
    attention: serial(dense(), selfAttention({ positional: "sum" }), erf(), flatten(), readout),
    "a residual block": serial(
      conv({ filterShape: [3, 3], padding: "same" }),
      fanOut(2),
      parallel(identity(), serial(relu(), conv({ filterShape: [3, 3], padding: "same" }))),
      fanInSum(),
      relu(),
      flatten(),
      readout,
    ),
  };
  for (const [name, network] of Object.entries(networks)) {
    test(`${name}: x with a copy of x, x with itself, single pairs, the diagonal, either order`, async () => {
      const kernel = kernelFunction(network);
      const once = await kernel.evaluate(x);
      expectSame(await kernel.evaluate(x, { ...x, data: x.data.slice() }), once, 1e-15);
      const cross = await kernel.evaluate(x, y);
      const back = await kernel.evaluate(y, x);
      const single = await kernel.evaluate(examples(x, 1, 2), examples(y, 1, 2));
      for (const kind of ["nngp", "ntk"] as const) {
        expect(cross[kind].data[3]).toBeAllclose(single[kind].data[0]!, { rtol: 1e-13 });
        expect(cross[kind].data[1]).toBeAllclose(back[kind].data[3]!, { rtol: 1e-13 });
        expect(kernel.diagonal(x)[kind]).toBeAllclose(
          [0, 4, 8].map((k) => once[kind].data[k]!),
          { rtol: 1e-15 },
        );
        expect(Object.keys(await kernel.evaluate(x, y, { get: [kind] }))).toEqual([kind]);
      }
      const nngp = await kernel.evaluate(x, y, { get: ["nngp"] });
      expect(nngp.nngp).toBeAllclose(cross.nngp, { rtol: 0 });
    });
  }

  test("more examples than go together in one run", async () => {
    const many = normals([70, 3, 3, 1], 3);
    const network = serial(conv({ filterShape: [2, 2] }), relu(), flatten(), readout);
    const all = await evaluate(network, many);
    const last = await evaluate(network, examples(many, 69, 70), examples(many, 2, 3));
    expect(all.ntk.data[69 * 70 + 2]).toBe(last.ntk.data[0]);
    expect(all.ntk.data[2 * 70 + 69]).toBe(last.ntk.data[0]);
  });

  test("several networks at once", async () => {
    const [first, second] = Object.values(networks);
    const both = await kernelFunctions([first!, second!]).evaluate(x);
    expectSame(both[1]!, await evaluate(second!, x), 0);
  });
});

describe("identity: convolutions", () => {
  test("a filter 1 × 1 is a dense layer at every place, without places it is a dense layer", async () => {
    const options = { weightStd: 1.3, biasStd: 0.2 };
    const one = conv({ ...options, filterShape: [1, 1] });
    const end = [relu(), globalAvgPool(), readout];
    expectSame(
      await evaluate(serial(one, ...end), x),
      await evaluate(serial(dense(options), ...end), x),
      0,
    );
    const rows = matrix(3, 40, x.data);
    const plain = conv({ ...options, filterShape: [] });
    expectSame(
      await evaluate(serial(plain, relu(), readout), tensor([3, 40], x.data)),
      await evaluate(serial(dense(options), relu(), readout), rows),
      1e-13,
    );
  });

  test("a filter over the whole image is a dense layer on the flattened image, at any depth of flatten", async () => {
    const options = { weightStd: 1.3, biasStd: 0.2 };
    const whole = conv({ ...options, filterShape: [5, 4] });
    const flat = await evaluate(serial(dense(options), erf(), readout), matrix(3, 40, x.data));
    expectSame(await evaluate(serial(whole, erf(), flatten(), readout), x), flat);
    expectSame(await evaluate(serial(flatten(), dense(options), erf(), readout), x), flat);
    const late = await evaluate(serial(dense(options), erf(), readout, flatten()), x);
    expectSame(late, await evaluate(serial(dense(options), erf(), flatten(), readout), x));
  });

  for (const padding of paddings) {
    test(`${padding}: flatten after convLocal is flatten after conv, whose places have the same variance`, async () => {
      const options = { filterShape: [3, 2], padding, weightStd: 1.3, biasStd: 0.2 };
      const ends = [relu(), flatten(), readout];
      expectSame(
        await evaluate(serial(convLocal(options), ...ends), x, y),
        await evaluate(serial(conv(options), ...ends), x, y),
      );
    });

    test(`${padding}: in the standard parametrisation Θ differs by fan-ins, bias 0 and none by 1 per layer`, async () => {
      const standard = (biasStd: number | null): Network =>
        serial(
          conv({
            filterShape: [3, 2],
            padding,
            channels: 7,
            parameterization: "standard",
            biasStd,
          }),
          globalAvgPool(),
        );
      const none = await evaluate(standard(null), x, y);
      const zero = await evaluate(standard(0), x, y);
      const one = await evaluate(
        serial(conv({ filterShape: [3, 2], padding }), globalAvgPool()),
        x,
        y,
      );
      expect(zero.ntk).toBeAllclose(
        none.ntk.data.map((value) => value + 1),
        { rtol: 1e-14 },
      );
      expect(none.ntk).toBeAllclose(
        one.ntk.data.map((value) => 12 * value),
        { rtol: 1e-14 },
      );
    });
  }

  test("a circular convolution commutes with turning the image round, and a mean over places forgets it", async () => {
    const turned = filled([3, 5, 4, 2], (n, h, w, c) => {
      const place = (n * 5 + ((h + 2) % 5)) * 4 + ((w + 1) % 4);
      return x.data[place * 2 + c]!;
    });
    const network = serial(block("circular"), block("circular"), globalAvgPool(), readout);
    expectSame(await evaluate(network, turned), await evaluate(network, x));
  });

  test("a circular transposed convolution is the adjoint of a circular convolution: the sum of K' against M is that of K against M'", async () => {
    for (const [size, window, stride] of [
      [3, 2, 2],
      [2, 4, 3],
      [4, 3, 1],
      [3, 1, 2],
    ] as const) {
      const small = normals([1, size, 3], size);
      const large = normals([1, size * stride, 3], window);
      const options = { filterShape: [window], strides: [stride], padding: "circular" } as const;
      const up = await covariances(convTranspose(options), small, size * stride);
      const down = await covariances(conv(options), large, size);
      const inner = (a: Tensor, k: readonly number[]): number =>
        gram(a).reduce((sum, value, i) => sum + value * k[i]!, 0);
      expect(inner(large, up)).toBeAllclose(inner(small, down), { rtol: 1e-13 });
    }
  });
});

/** Covariances of all places of one example after a linear layer, by taking each pair of places. */
async function covariances(layer: Network, one: Tensor, places: number): Promise<number[]> {
  const result: number[] = [];
  for (let p = 0; p < places; p++) {
    for (let q = 0; q < places; q++) {
      const row = (place: number): number[] =>
        Array.from({ length: places }, (_, i) => Number(i === place));
      const sum = linearMap({ matrix: [row(p).map((v, i) => v + row(q)[i]!)] });
      const difference = linearMap({ matrix: [row(p).map((v, i) => v - row(q)[i]!)] });
      const [plus, minus] = await Promise.all(
        [sum, difference].map(
          async (map) => (await evaluate(serial(layer, map, flatten()), one)).nngp.data[0]!,
        ),
      );
      result.push((plus! - minus!) / 4);
    }
  }
  return result;
}

/** Inner products of the places of one example, divided by the number of channels. */
function gram({ shape, data }: Tensor): number[] {
  const [, places, channels] = shape as [number, number, number];
  return Array.from({ length: places * places }, (_, k) => {
    const [p, q] = [Math.floor(k / places), k % places];
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += data[p * channels + c]! * data[q * channels + c]!;
    return sum / channels;
  });
}

describe("identity: pools and maps", () => {
  const curved = block("same");
  const end = [dense({ weightStd: 1.2, biasStd: 0.3 }), relu(), globalAvgPool(), readout];

  test("a mean over a window of ones that reaches beyond the edge is 1, ½ or ¼, or 1 with normalised edges", async () => {
    const ones = tensor([1, 2, 3, 2], new Float64Array(12).fill(1));
    const pool = (normalizeEdges: boolean): Network =>
      avgPool({ windowShape: [2, 2], padding: "same", normalizeEdges });
    const expected = [1, 1, 0.5, 0.5, 0.5, 0.25];
    for (const [k, value] of expected.entries()) {
      const place = index([Math.floor(k / 3), k % 3]);
      const plain = await evaluate(serial(pool(false), place, dense()), ones);
      expect(plain.nngp.data[0]).toBe(value * value);
      const normal = await evaluate(serial(pool(true), place, dense()), ones);
      expect(normal.nngp.data[0]).toBe(1);
    }
  });

  test("pools over everything are global pools, and sums are means times the number of places", async () => {
    const whole = { windowShape: [5, 4] };
    const mean = await evaluate(serial(curved, globalAvgPool(), readout), x);
    expectSame(await evaluate(serial(curved, avgPool(whole), flatten(), readout), x), mean);
    const sum = await evaluate(serial(curved, globalSumPool()), x);
    expectSame(await evaluate(serial(curved, sumPool(whole), flatten()), x), sum);
    expect(sum.ntk).toBeAllclose(
      (await evaluate(serial(curved, globalAvgPool()), x)).ntk.data.map((value) => 400 * value),
      { rtol: 1e-13 },
    );
  });

  test("a pool is a linear map along each axis", async () => {
    const rows = linearMap({
      matrix: [
        [0.5, 0.5, 0, 0, 0],
        [0, 0, 0.5, 0.5, 0],
      ],
    });
    const columns = linearMap({
      axis: 2,
      matrix: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    });
    const pool = avgPool({ windowShape: [2, 1], strides: [2, 1] });
    expectSame(
      await evaluate(serial(curved, rows, columns, ...end), x),
      await evaluate(serial(curved, pool, ...end), x),
    );
  });

  test("slices are linear maps, and a single place drops its axis", async () => {
    const rows = linearMap({
      matrix: [
        [0, 0, 0, 1, 0],
        [0, 1, 0, 0, 0],
      ],
    });
    const slice = index([{ start: 3, step: -2 }]);
    expectSame(
      await evaluate(serial(curved, slice, ...end), x),
      await evaluate(serial(curved, rows, ...end), x),
    );
    expectSame(
      await evaluate(serial(curved, index([2]), ...end), x),
      await evaluate(serial(curved, index([{ start: 2, stop: 3 }]), ...end), x),
    );
    expectSame(
      await evaluate(serial(curved, index([2, -1]), readout), x),
      await evaluate(
        serial(curved, index([{ start: 2, stop: 3 }, { start: 3 }]), flatten(), readout),
        x,
      ),
    );
  });

  test("a resize to the same size does nothing, to twice the size by nearest places repeats them", async () => {
    const same = imageResize({ shape: [5, null] });
    expectSame(
      await evaluate(serial(curved, same, ...end), x),
      await evaluate(serial(curved, ...end), x),
    );
    const twice = imageResize({ shape: [10, 8], method: "nearest" });
    expectSame(
      await evaluate(serial(curved, twice, ...end), x),
      await evaluate(serial(curved, ...end), x),
    );
  });
});
