import { avgPool, conv, convTranspose, maxPool } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import type { Parameters } from "@ntkit/autodiff-jacobians";
import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { normalTensor } from "./support/draw.ts";

/** What a network makes of one example. */
async function valueOf(
  network: Network,
  shape: readonly number[],
  x: ArrayLike<number>,
  parameters: Parameters = {},
): Promise<Float64Array> {
  const model = finiteNetwork(network, shape).at(parameters);
  return (await model.forward(tensor([1, ...shape], Float64Array.from(x)))).data;
}

test("maxPool takes the largest of every window, also of negative numbers, and nothing beyond the edge", async () => {
  const network = maxPool({ windowShape: [2], padding: "same" });
  const data = await valueOf(network, [4, 1], [-3, -1, -2, -5]);
  expect([...data]).toEqual([-1, -1, -2, -5]);
});

test("avgPool divides by the window at the edge, unless edges are normalised", async () => {
  const pool = { windowShape: [2, 2], padding: "same" } as const;
  const ones = new Float64Array(6).fill(1);
  const plain = await valueOf(avgPool(pool), [2, 3, 1], ones);
  expect([...plain]).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25]);
  const normalized = await valueOf(avgPool({ ...pool, normalizeEdges: true }), [2, 3, 1], ones);
  expect([...normalized]).toEqual([1, 1, 1, 1, 1, 1]);
});

test("conv multiplies the filter's first part with the first place of the window", async () => {
  const weight = tensor([2, 1, 1], Float64Array.of(10, 1));
  const network = conv({ filterShape: [2], channels: 1, weightStd: Math.SQRT2 });
  expect(await valueOf(network, [3, 1], [1, 2, 3], { weight })).toBeAllclose([12, 23]);
});

test("convTranspose with stride 3 puts copies of the filter three places apart, and sums where they meet", async () => {
  const weight = tensor([4, 1, 1], Float64Array.of(1, 10, 100, 1000));
  const options = { filterShape: [4], strides: [3], channels: 1, weightStd: 2 } as const;
  const valid = await valueOf(convTranspose(options), [3, 1], [1, 2, 3], { weight });
  expect(valid).toBeAllclose([1, 10, 100, 1002, 20, 200, 2003, 30, 300, 3000]);
  const same = convTranspose({ ...options, padding: "same" });
  expect(await valueOf(same, [2, 1], [1, 2], { weight })).toBeAllclose([1, 10, 100, 1002, 20, 200]);
});

describe.each(["same", "circular", "valid"] as const)("padding %s", (padding) => {
  test.each([1, 2, 3])("convTranspose is the adjoint of conv, stride %i", async (stride) => {
    const options = { filterShape: [3], strides: [stride], padding, channels: 1 };
    const weight = normalTensor([3, 1, 1], 3);
    const size = padding === "valid" && stride < 3 ? 7 : 6;
    const x = normalTensor([size], 1).data;
    const down = await valueOf(conv(options), [size, 1], x, { weight });
    const y = normalTensor([down.length], 2).data;
    const up = await valueOf(convTranspose(options), [y.length, 1], y, { weight });
    expect(up).toHaveLength(size);
    const left = down.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const right = up.reduce((sum, value, i) => sum + value * x[i]!, 0);
    expect(left).toBeCloseTo(right, 12);
  });
});
