import {
  conv,
  dense,
  erf,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  identity,
  maxPool,
  parallel,
  relu,
  repeat,
  selfAttention,
  serial,
  tanh,
} from "@ntkit/architecture";
import { estimateKernel, kernelFunction, kernelTiles } from "@ntkit/kernels";
import { diagonal, matrix, submatrix, tensor } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { normalMatrix } from "./filled.ts";

const x = normalMatrix(210, 4, 3);
const rows = Int32Array.of(0, 209, 17, 17);
const cols = Int32Array.from({ length: 90 }, (_, i) => 2 * i);
const homogeneous = serial(repeat(serial(dense(), relu()), 4), dense());
const biased = serial(dense({ biasStd: 0.2 }), erf(), dense());

test.each([
  ["looked up over the angle", homogeneous],
  ["carried through the layers", biased],
])("a tile has the entries of the whole matrix: %s", async (_, network) => {
  const { ntk, nngp } = await kernelFunction(network).evaluate(x);
  const tiles = kernelTiles(network, x);
  expect(tiles.size).toBe(210);
  const tolerance = { rtol: 1e-14, atol: 1e-15 };
  expect(await tiles.tile(rows, cols)).toBeAllclose(submatrix(ntk, rows, cols), tolerance);
  expect(await tiles.diagonal()).toBeAllclose(diagonal(ntk), { rtol: 1e-14 });
  const others = kernelTiles(network, x, { kind: "nngp" });
  expect(await others.tile(cols, rows)).toBeAllclose(submatrix(nngp, cols, rows), tolerance);
});

test("tiles stop when they are told to", async () => {
  const tiles = kernelTiles(biased, x, { signal: AbortSignal.abort(new Error("enough")) });
  await expect(Promise.resolve(tiles.tile(rows, cols))).rejects.toThrow("enough");
});

test("an estimate counts half of a symmetric matrix, and says how it will be computed", () => {
  expect(estimateKernel(homogeneous, x, undefined, { get: ["ntk"] })).toMatchObject({
    method: "angle",
    pairs: (210 * 211) / 2,
    layerPairs: (210 * 211) / 2,
    productFlops: 4 * 210 * 211,
    resultBytes: 8 * 210 * 210,
  });
  const estimate = estimateKernel(biased, x, normalMatrix(50, 4, 3), { threads: 2 });
  expect(estimate).toMatchObject({ method: "layers", pairs: 10500, layerPairs: 31500 });
  expect(estimate.resultBytes).toBe(16 * 10500);
  expect(estimate.peakBytes).toBeGreaterThan(estimate.resultBytes + 8 * 4 * 260);
});

test("rows count as of one norm only when their norms are equal to rounding", () => {
  const circle = (spread: number): Matrix =>
    matrix(
      200,
      2,
      Float64Array.from({ length: 400 }, (_, k) => {
        const i = k >> 1;
        return (1 + spread * (i % 3)) * (k % 2 === 0 ? Math.cos(i) : Math.sin(i));
      }),
    );
  expect(estimateKernel(biased, circle(0)).method).toBe("angle");
  expect(estimateKernel(biased, circle(1e-12)).method).toBe("layers");
});

const images = tensor([5, 4, 3, 2], normalMatrix(5, 24, 3).data);
const filter = conv({ filterShape: [2, 2], padding: "same", biasStd: 0.1 });

test.each([
  ["by planes", serial(filter, relu(), globalAvgPool(), dense())],
  ["place by place", serial(filter, tanh(), flatten(), dense())],
  ["of all features", serial(flatten(), dense(), relu(), dense())],
])("a tile of examples with places has the entries of the whole matrix: %s", async (_, network) => {
  const { ntk, nngp } = await kernelFunction(network).evaluate(images);
  const [rows, cols] = [Int32Array.of(4, 0, 4), Int32Array.of(1, 2)];
  const tiles = kernelTiles(network, images);
  expect(tiles.size).toBe(5);
  const tolerance = { rtol: 1e-13 };
  expect(await tiles.tile(rows, cols)).toBeAllclose(submatrix(ntk, rows, cols), tolerance);
  expect(await tiles.diagonal()).toBeAllclose(diagonal(ntk), tolerance);
  const others = kernelTiles(network, images, { kind: "nngp" });
  expect(await others.tile(cols, rows)).toBeAllclose(submatrix(nngp, cols, rows), tolerance);
});

test.each([
  // A convolution counts twice, as its window and its weights; then tanh, and the mean over 12 places.
  ["equal places only", serial(filter, tanh(), flatten()), 4 * 12],
  // The same, which the pool reads.
  ["all pairs of places", serial(filter, tanh(), globalAvgPool()), 4 * 144],
  // conv, the fork, tanh and conv in its branch, the mean.
  [
    "branches too",
    serial(filter, fanOut(2), parallel(serial(tanh(), filter), identity()), fanInSum(), flatten()),
    24 + 12 + 36 + 12,
  ],
])("an estimate place by place counts %s", (_, network, placePairs) => {
  const estimate = estimateKernel(network, images);
  expect(estimate).toMatchObject({
    method: "places",
    pairs: 15,
    layerPairs: 15 * placePairs,
    resultBytes: 16 * 25,
  });
  expect(estimate.peakBytes).toBeGreaterThan(16 * 25 + 8 * 120);
  const cross = estimateKernel(network, images, tensor([2, 4, 3, 2]), { get: ["ntk"] });
  expect(cross).toMatchObject({ pairs: 10, layerPairs: 10 * placePairs, resultBytes: 80 });
});

test("an estimate knows attention, masks and rows behind a flatten", () => {
  const sequences = tensor([3, 6, 2], normalMatrix(3, 12, 3).data);
  const attention = serial(
    selfAttention({ mechanism: "softmax", scaling: "linear" }),
    globalAvgPool(),
  );
  expect(estimateKernel(attention, sequences).layerPairs).toBeGreaterThanOrEqual(6 * 36 * 2);
  const mask = { x1: tensor([3, 6], new Float64Array(18).fill(1)) };
  const masked = serial(conv({ filterShape: [3] }), relu(), flatten());
  expect(estimateKernel(masked, sequences, undefined, { mask }).method).toBe("places");
  const pooled = serial(conv({ filterShape: [3] }), maxPool({ windowShape: [2] }), flatten());
  expect(() => estimateKernel(pooled, sequences)).toThrow(/maxPool/);
});
