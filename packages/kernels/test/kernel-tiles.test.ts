import { dense, erf, relu, repeat, serial } from "@ntkit/architecture";
import { estimateKernel, kernelFunction, kernelTiles } from "@ntkit/kernels";
import { diagonal, matrix, submatrix } from "@ntkit/linalg";
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
