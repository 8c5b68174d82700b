import { conv, flatten, globalAvgPool, mlp, relu, repeat, serial, tanh } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { EngineError, tensor } from "@ntkit/linalg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planeModule } from "../src/planes/plane-kernels.ts";
import { cases, sampleImages, selfTest, SHAPE } from "../src/planes/self-test.ts";
import { normals } from "./filled.ts";

/** A constant that no image has: masks are for the recursion at single places. */
const maskConstant = -77;

let plain: KernelWorkers;
let wide: KernelWorkers;

beforeAll(async () => {
  plain = await kernelWorkers({ threads: 2 });
  wide = await kernelWorkers({ threads: 2, wide: true });
});

afterAll(async () => {
  await Promise.all([plain.dispose(), wide.dispose()]);
});

test.each(cases)(
  "agreement: the self-test of wide functions knows what the recursion at single places gives (%#)",
  async ({ network, ntk }) => {
    const { count, data } = sampleImages();
    const x = tensor([count, ...SHAPE], data);
    const kernels = await kernelFunction(network).evaluate(x, undefined, { maskConstant });
    expect(kernels.ntk.data[count - 1]).toBeAllclose(ntk, { rtol: 1e-13, atol: 0 });
  },
);

test("functions that compute something else are refused", async () => {
  const images = sampleImages();
  images.data[0]! += 1e-6;
  const module = await planeModule();
  await expect(selfTest(module, images)).rejects.toSatisfy(
    (error) => error instanceof EngineError && error.code === "not-supported",
  );
});

const layer = serial(conv({ filterShape: [3, 3], padding: "same", biasStd: 0.1 }), relu());

test.each([
  ["a global mean", serial(repeat(layer, 3), globalAvgPool()), [5, 9, 8, 2]],
  ["flatten", serial(repeat(layer, 3), flatten()), [5, 9, 8, 2]],
  ["rows", mlp({ depth: 3, biasStd: 0.1 }), [70, 9]],
  ["rows by tanh", mlp({ depth: 2, activation: tanh() }), [9, 3]],
] as readonly (readonly [string, Network, readonly number[]])[])(
  "kernels have the same bits on wide workers: %s",
  async (_, network, shape) => {
    const x = normals(shape, 3);
    const kernels = kernelFunction(network);
    for (const precision of ["float64", "float32"] as const) {
      const expected = await kernels.evaluate(x, undefined, { workers: plain, precision });
      const got = await kernels.evaluate(x, undefined, { workers: wide, precision });
      expect(got.nngp.data).toEqual(expected.nngp.data);
      expect(got.ntk.data).toEqual(expected.ntk.data);
    }
  },
);
