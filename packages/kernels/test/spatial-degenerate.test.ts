import type { ActivationNode, Network } from "@ntkit/architecture";
import {
  abs,
  avgPool,
  conv,
  dense,
  erf,
  flatten,
  globalAvgPool,
  relu,
  repeat,
  serial,
  sigmoid,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { InputOptions, KernelKind } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { eigenSymmetric, matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { filled, normals } from "./filled.ts";

const same = { padding: "same" } as const;

const kernelOf = (network: Network, x: Tensor, y?: Tensor, options?: InputOptions<KernelKind>) =>
  kernelFunction(network).evaluate(x, y, options);

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

  test("at weightStd √2 without bias and with circular edges the diagonal of the NTK of depth L is L times that of the NNGP", () => {
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
