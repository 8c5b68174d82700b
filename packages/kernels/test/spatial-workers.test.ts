import type { Network } from "@ntkit/architecture";
import {
  conv,
  dense,
  dropout,
  elementwise,
  fanInSum,
  fanOut,
  flatten,
  gelu,
  globalAvgPool,
  identity,
  layerNorm,
  parallel,
  relu,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import { kernelFunction, kernelFunctions, kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { NumericalError } from "@ntkit/linalg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timesTransposed } from "../src/spatial/times-transposed.ts";
import { filled, normals } from "./filled.ts";

const filter = { filterShape: [3, 3], padding: "same", weightStd: Math.SQRT2 } as const;
const layer = serial(conv({ ...filter, biasStd: 0.1 }), relu());
const residual = serial(
  fanOut(2),
  parallel(serial(conv(filter), relu(), conv(filter)), identity()),
  fanInSum(),
);

const networks: Readonly<Record<string, Network>> = {
  attention: serial(layer, selfAttention({ biasStd: 0.2 }), relu(), globalAvgPool(), dense()),
  "a residual branch": serial(layer, residual, layer, globalAvgPool(), dense()),
  strides: serial(layer, conv({ ...filter, strides: [2, 2] }), relu(), flatten(), dense()),
  "equal places and dropout": serial(
    conv(filter),
    layerNorm(),
    relu(),
    dropout(0.8),
    conv(filter),
    gelu(),
    flatten(),
    dense(),
  ),
};

describe("kernels on examples with places, on threads", () => {
  let one: KernelWorkers;
  let three: KernelWorkers;
  beforeAll(async () => {
    [one, three] = await Promise.all([
      kernelWorkers({ threads: 1 }),
      kernelWorkers({ threads: 3 }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([one.dispose(), three.dispose()]);
  });

  test.each(Object.entries(networks))("any number gives the same bits: %s", async (_, network) => {
    const kernel = kernelFunction(network);
    const few = [normals([5, 4, 3, 2], 1), normals([3, 4, 3, 2], 2)] as const;
    const many = [normals([23, 2, 2, 1], 3), undefined] as const;
    for (const [x1, x2] of [[few[0], undefined], few, many] as const) {
      const here = await kernel.evaluate(x1, x2);
      for (const workers of [one, three]) {
        const there = await kernel.evaluate(x1, x2, { workers });
        expect(there.ntk.data).toEqual(here.ntk.data);
        expect(there.nngp.data).toEqual(here.nngp.data);
      }
    }
  });

  test("several networks, by planes and otherwise, and one kind alone", async () => {
    const several = kernelFunctions([
      networks.strides!,
      serial(layer, globalAvgPool(), dense()),
      networks.attention!,
    ]);
    const x = normals([4, 4, 4, 2], 4);
    const here = await several.evaluate(x, undefined, { get: ["ntk"] });
    const there = await several.evaluate(x, undefined, { get: ["ntk"], workers: three });
    here.forEach(({ ntk }, i) => {
      expect(Object.keys(there[i]!)).toEqual(["ntk"]);
      expect(there[i]!.ntk).toBeAllclose(ntk, { rtol: 1e-14 });
    });
  });

  test("results that are not finite are errors with their rows", async () => {
    const huge = serial(
      conv({ ...filter, strides: [2, 2], weightStd: 1e150 }),
      relu(),
      conv({ ...filter, weightStd: 1e150 }),
      globalAvgPool(),
      dense(),
    );
    const call = kernelFunction(huge).evaluate(normals([3, 4, 4, 2], 5), undefined, {
      workers: three,
    });
    await expect(call).rejects.toThrow(NumericalError);
    await expect(call).rejects.toMatchObject({ reason: "non-finite", detail: { row: 0 } });
  });

  test("functions of one's own are evaluated on the calling thread", async () => {
    const network = serial(conv(filter), elementwise("mine"), flatten(), dense());
    const mine = {
      phi: Math.tanh,
      derivative: (z: number) => 1 / Math.cosh(z) ** 2,
      width: 1.5,
      parity: "odd",
    } as const;
    const kernel = kernelFunction(network, { elementwise: { mine } });
    const x = normals([2, 2, 2, 1], 6);
    const { ntk } = await kernel.evaluate(x);
    expect((await kernel.evaluate(x, undefined, { workers: one })).ntk).toBeAllclose(ntk, {
      rtol: 0,
    });
  });

  test("progress rises to 1, and an aborted call rejects with the reason", async () => {
    const kernel = kernelFunction(networks.attention!);
    const x = normals([6, 5, 5, 2], 7);
    let last = 0;
    await kernel.evaluate(x, undefined, {
      workers: one,
      onProgress: (fraction) => {
        expect(fraction).toBeGreaterThanOrEqual(last);
        last = fraction;
      },
    });
    expect(last).toBe(1);
    const reason = new Error("enough");
    const call = kernel.evaluate(x, undefined, { workers: one, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });
});

test.each([1e-100, 1e-60, 1e60])(
  "identity: images %s times as large have kernels so many times as large, squared",
  async (by) => {
    const network = serial(
      conv({ ...filter, strides: [2, 1] }),
      relu(),
      residual,
      conv(filter),
      relu(),
      globalAvgPool(),
      dense(),
    );
    const x = normals([3, 4, 4, 2], 8);
    const { ntk } = await kernelFunction(network).evaluate(x);
    const scaled = { ...x, data: x.data.map((value) => by * value) };
    const large = (await kernelFunction(network).evaluate(scaled)).ntk;
    expect(large.data.map((value) => value / by / by)).toBeAllclose(ntk.data, { rtol: 1e-12 });
  },
);

test("timesTransposed is A Bᵀ for all sizes", () => {
  for (const [rows, cols, inner] of [
    [1, 1, 1],
    [2, 4, 3],
    [3, 5, 7],
    [5, 9, 2],
    [4, 3, 8],
    [2, 2, 0],
  ] as const) {
    const a = filled([rows, inner], (i, k) => i + 2 * k + 1).data;
    const b = filled([cols, inner], (j, k) => 3 * j - k).data;
    const expected = filled([rows, cols], (i, j) => {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[j * inner + k]!;
      return sum;
    });
    expect(timesTransposed(a, b, rows, cols, inner)).toEqual(expected.data);
  }
});
