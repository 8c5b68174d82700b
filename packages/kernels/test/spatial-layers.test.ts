import type { Network, Padding } from "@ntkit/architecture";
import {
  cntk,
  conv,
  convLocal,
  dense,
  dropout,
  fanInConcat,
  fanInProd,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  globalSumPool,
  identity,
  layerNorm,
  parallel,
  relu,
  repeat,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { evaluate, expectSame } from "./both-kernels.ts";
import { normals } from "./filled.ts";

const x = normals([3, 5, 4, 2], 1);
const y = normals([2, 5, 4, 2], 2);
const block = (padding: Padding): Network =>
  serial(conv({ filterShape: [3, 2], padding, weightStd: 1.3, biasStd: 0.2 }), relu());
const readout = dense({ weightStd: 1.1, biasStd: 0.1 });

describe("identity: other layers", () => {
  test("repeat is that many copies in a row", async () => {
    for (const times of [0, 1, 3]) {
      const copies = Array.from({ length: times }, () => block("same"));
      expectSame(
        await evaluate(serial(repeat(block("same"), times), globalAvgPool(), readout), x),
        await evaluate(serial(...copies, globalAvgPool(), readout), x),
        0,
      );
    }
  });

  test("dropout divides by the rate where an example meets itself at one place, before dense and flatten", async () => {
    const kept = (rate: number): Network =>
      serial(block("same"), dropout(rate), globalSumPool(), dense());
    const [all, half] = [await evaluate(kept(1), x), await evaluate(kept(0.5), x)];
    const own = await evaluate(serial(block("same"), flatten(), dense()), x);
    const expected = all.nngp.data.map((value, k) =>
      k % 4 === 0 ? value + 20 * own.nngp.data[k]! : value,
    );
    expect(half.nngp).toBeAllclose(expected, { rtol: 1e-13 });
    const cross = await evaluate(kept(0.5), x, y);
    expect(cross.ntk).toBeAllclose((await evaluate(kept(1), x, y)).ntk, { rtol: 0 });
    expect(kernelFunction(kept(0.5)).diagonal(x).ntk).toBeAllclose(
      [0, 4, 8].map((k) => half.ntk.data[k]!),
      { rtol: 1e-14 },
    );
  });

  test("dropout leaves correlations between different examples to the variances: relu of it, in closed form", async () => {
    const rows = matrix(2, 3, Float64Array.of(1, 0.5, -0.2, 0.3, -1, 0.8));
    const network = serial(dense(), relu(), dropout(0.8), dense(), relu(), dense());
    const { nngp } = await evaluate(network, rows);
    const first = await evaluate(serial(dense(), relu()), rows);
    const [q1, c, , q2] = Array.from(first.nngp.data) as [number, number, number, number];
    const [r1, r2] = [q1 / 0.8, q2 / 0.8];
    const angle = Math.acos(c / Math.sqrt(r1 * r2));
    const expected =
      (Math.sqrt(r1 * r2) * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) /
      (2 * Math.PI);
    expect(nngp.data[1]).toBeAllclose(expected, { rtol: 1e-13 });
    expect(nngp.data[0]).toBeAllclose(r1 / 2, { rtol: 1e-14 });
  });

  test("a product of a branch with itself squared is refused, of independent ones has K₁K₂ and Θ₁K₂ + K₁Θ₂", async () => {
    const [one, two] = [
      serial(block("same"), globalAvgPool(), readout),
      serial(block("valid"), flatten(), readout),
    ];
    const [a, b] = [await evaluate(one, x), await evaluate(two, x)];
    const both = await evaluate(serial(fanOut(2), parallel(one, two), fanInProd()), x);
    expect(both.nngp).toBeAllclose(
      a.nngp.data.map((value, k) => value * b.nngp.data[k]!),
      { rtol: 1e-14 },
    );
    expect(both.ntk).toBeAllclose(
      a.ntk.data.map((value, k) => value * b.nngp.data[k]! + a.nngp.data[k]! * b.ntk.data[k]!),
      { rtol: 1e-14 },
    );
    const squared = serial(fanOut(2), parallel(identity(), identity()), fanInProd());
    expect(() => kernelFunction(serial(block("same"), squared))).toThrow("must be independent");
  });

  test("a product, and a layer normalisation over places, keep the angle that a later relu sees: in closed form", async () => {
    const rows = matrix(2, 3, Float64Array.of(1, 0.5, -0.2, 3, -2, 2.5));
    const branches = parallel(dense(), dense({ weightStd: 1.4, biasStd: 0.8 }));
    const signals = [
      serial(fanOut(2), branches, fanInProd(), dense({ biasStd: 0.7 })),
      serial(
        dense({ biasStd: 0.4 }),
        layerNorm({ spatialAxes: "all", epsilon: 0.5 }),
        dense({ biasStd: 0.7 }),
      ),
    ];
    for (const signal of signals) {
      const x1 = tensor([2, 1, 1, 3], rows.data);
      const before = await evaluate(serial(signal, globalAvgPool()), x1);
      const after = await evaluate(serial(signal, relu(), globalAvgPool()), x1);
      const [q1, c, , q2] = Array.from(before.nngp.data) as [number, number, number, number];
      const radius = Math.sqrt(q1 * q2);
      const angle = Math.acos(c / radius);
      const value = (radius * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / 2;
      expect(after.nngp.data[1]).toBeAllclose(value / Math.PI, { rtol: 1e-13 });
      expect(after.nngp.data[0]).toBeAllclose(q1 / 2, { rtol: 1e-14 });
    }
  });

  test("two copies of a signal sum to four times its kernel; a concatenation weighs by width", async () => {
    const split = (...layers: Network[]): Network[] => [fanOut(2), parallel(...layers)];
    const mean = [globalAvgPool()];
    const once = await evaluate(serial(block("same"), ...mean), x);
    const twice = serial(block("same"), ...split(identity(), identity()), fanInSum(), ...mean);
    expect((await evaluate(twice, x)).ntk).toBeAllclose(
      once.ntk.data.map((value) => 4 * value),
      { rtol: 1e-13 },
    );
    const wide = serial(
      ...split(dense({ units: 1 }), dense({ units: 3, weightStd: 2 })),
      fanInConcat(),
      ...mean,
    );
    const linear = await evaluate(serial(dense(), ...mean), x);
    expect((await evaluate(wide, x)).nngp).toBeAllclose(
      linear.nngp.data.map((value) => (value + 3 * 4 * value) / 4),
      { rtol: 1e-13, atol: 1e-15 },
    );
  });

  test("layer normalisation over places makes a kernel blind to the scale of an example", async () => {
    const network = serial(
      conv({ filterShape: [3, 3], padding: "same" }),
      layerNorm({ spatialAxes: "all", epsilon: 0 }),
      relu(),
      globalAvgPool(),
      dense({ trainable: false }),
    );
    const louder = tensor(
      x.shape,
      x.data.map((value) => 7 * value),
    );
    expectSame(await evaluate(network, louder), await evaluate(network, x));
  });

  test("attention without differences between keys is a mean over places: the readout does not see it", async () => {
    const attention = selfAttention({ queryStd: 0, valueStd: 1.3, outStd: 0.7 });
    const attended = await evaluate(serial(block("same"), attention, globalAvgPool()), x);
    const mean = await evaluate(serial(block("same"), globalAvgPool()), x);
    const scale = (1.3 * 0.7) ** 2;
    expect(attended.nngp).toBeAllclose(
      mean.nngp.data.map((value) => scale * value),
      { rtol: 1e-13 },
    );
    expect(attended.ntk).toBeAllclose(
      mean.ntk.data.map((value, k) => scale * (value + 2 * mean.nngp.data[k]!)),
      { rtol: 1e-13 },
    );
  });
});

test("identity: a mean over local layers is the trace over the number of places squared, and softmax stays finite", async () => {
  const local = convLocal({ filterShape: [2, 2], biasStd: 0.2 });
  const mean = await evaluate(serial(local, globalAvgPool()), x);
  const places = await evaluate(serial(local, flatten()), x);
  expect(mean.ntk).toBeAllclose(
    places.ntk.data.map((value) => value / 12),
    { rtol: 1e-13 },
  );
  const loud = tensor(
    x.shape,
    x.data.map((value) => 1000 * value),
  );
  const { ntk } = await evaluate(serial(selfAttention(), flatten()), loud);
  expect(ntk.data.every(Number.isFinite)).toBe(true);
});

test("attention learns its embeddings of places: of a zero image Θ is 3 K, of a layer that is not trained 0", async () => {
  const options = { positional: "sum", positionalStd: 1.5, positionalValues: true } as const;
  const zero = tensor([1, 4, 2]);
  const uniform = selfAttention({ ...options, queryStd: 0, valueStd: 0.7 });
  const { nngp, ntk } = await evaluate(serial(uniform, globalAvgPool()), zero);
  expect(nngp.data[0]).toBeAllclose((0.7 * 1.5) ** 2 / 4, { rtol: 1e-14 });
  expect(ntk.data[0]).toBeAllclose(3 * nngp.data[0]!, { rtol: 1e-14 });
  const fixed = selfAttention({ ...options, trainable: false, biasStd: 0.3 });
  expect((await evaluate(serial(fixed, globalAvgPool()), zero)).ntk.data[0]).toBe(0);
});

describe("identity: the CNTK of Arora et al.", () => {
  test.each([false, true])("is their recursion by loops (gap %s)", async (gap) => {
    const images = normals([2, 4, 3, 2], 5);
    const { ntk } = await evaluate(cntk({ depth: 4, gap }), images);
    expect(ntk).toBeAllclose(
      [0, 1, 2, 3].map((k) => recursion(images, k >> 1, k & 1, 4, gap)),
      { rtol: 1e-12 },
    );
  });
});

/** Their recursion for one pair of images, filters 3 × 3, c = 2. */
function recursion(images: Tensor, i: number, j: number, depth: number, gap: boolean): number {
  const [, height, width, channels] = images.shape as [number, number, number, number];
  const places = height * width;
  const dot = (a: number, b: number): number[] =>
    Array.from({ length: places * places }, (_, k) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const u = images.data[(a * places + Math.floor(k / places)) * channels + c]!;
        sum += u * images.data[(b * places + (k % places)) * channels + c]!;
      }
      return sum;
    });
  const patches = (values: readonly number[]): number[] =>
    values.map((_, k) => {
      const [p, q] = [Math.floor(k / places), k % places];
      let sum = 0;
      for (const [dh, dw] of offsets) {
        const [a, b] = [shift(p, dh, dw), shift(q, dh, dw)];
        if (a >= 0 && b >= 0) sum += values[a * places + b]!;
      }
      return sum;
    });
  const shift = (place: number, dh: number, dw: number): number => {
    const [h, w] = [Math.floor(place / width) + dh, (place % width) + dw];
    return h < 0 || w < 0 || h >= height || w >= width ? -1 : h * width + w;
  };
  const curve = (
    s: readonly number[],
    q1: readonly number[],
    q2: readonly number[],
  ): number[][] => {
    const both = s.map((c, k) => {
      const [a, b] = [q1[Math.floor(k / places)]!, q2[k % places]!];
      const theta = Math.acos(Math.min(1, Math.max(-1, c / Math.sqrt(a * b))));
      const value = Math.sqrt(a * b) * (Math.sin(theta) + (Math.PI - theta) * Math.cos(theta));
      return [(2 / 9) * (value / (2 * Math.PI)), (2 / 9) * ((Math.PI - theta) / (2 * Math.PI))];
    });
    return [both.map(([k]) => k!), both.map(([, d]) => d!)];
  };
  const diagonal = (s: readonly number[]): number[] =>
    Array.from({ length: places }, (_, p) => s[p * places + p]!);
  let [own1, own2, s] = [patches(dot(i, i)), patches(dot(j, j)), patches(dot(i, j))];
  let theta = s;
  for (let layer = 1; layer < depth; layer++) {
    const [q1, q2] = [diagonal(own1), diagonal(own2)];
    const [k, slope] = curve(s, q1, q2) as [number[], number[]];
    const inner = theta.map((value, n) => value * slope[n]! + k[n]!);
    if (layer === depth - 1) {
      const total = gap ? inner : diagonal(inner);
      return total.reduce((sum, value) => sum + value, 0) / (gap ? places * places : 1);
    }
    [theta, s] = [patches(inner), patches(k)];
    own1 = patches(curve(own1, q1, q1)[0]!);
    own2 = patches(curve(own2, q2, q2)[0]!);
  }
  return NaN;
}

const offsets = [-1, 0, 1].flatMap((dh) => [-1, 0, 1].map((dw) => [dh, dw] as const));
