import type { Network } from "@ntkit/architecture";
import {
  avgPool,
  conv,
  convLocal,
  convTranspose,
  dense,
  flatten,
  globalAvgPool,
  globalSumPool,
  imageResize,
  linearMap,
  index,
  layerNorm,
  relu,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { InputOptions, KernelKind } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { filled, normals } from "./filled.ts";

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

  test("holes: a convolution counts where the middle of its window does", async () => {
    const hole = filled([1, 7], (_, t) => Number(t !== 2));
    const zeroed = tensor(
      long.shape,
      long.data.map((value, k) => (hole.data[k >> 1] === 0 ? 0 : value)),
    );
    const kept = { filterShape: [3], biasStd: 0.3 };
    const masked = serial(conv(kept), relu(), globalAvgPool());
    const { ntk } = await kernelOf(masked, long, undefined, { mask: { x1: hole } });
    // Output 1 has the hole in its middle: the mean is over 0, 2, 3 and 4.
    const rows = [0, 2, 3, 4].map((o) => [0, 1, 2, 3, 4].map((p) => Number(p === o) / 4));
    const mean = linearMap({ matrix: [rows.reduce((a, b) => a.map((v, i) => v + b[i]!))] });
    const expected = await kernelOf(serial(conv(kept), relu(), mean, flatten()), zeroed);
    expect(ntk).toBeAllclose(expected.ntk, { rtol: 1e-13 });
  });

  test("a single masked channel is 0", async () => {
    const network = serial(block, globalAvgPool());
    const holed = tensor([1, 2, 2], Float64Array.of(1, -7, 2, 3));
    const zero = tensor([1, 2, 2], Float64Array.of(1, 0, 2, 3));
    const masked = await kernelOf(network, holed, undefined, { maskConstant: -7 });
    expect(masked.ntk).toBeAllclose((await kernelOf(network, zero)).ntk, { rtol: 1e-14 });
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
