import { describe, expect, test } from "vitest";
import {
  eigenSymmetric,
  fromRows,
  gram,
  matrix,
  NumericalError,
  ShapeError,
  topEigenpairs,
  transpose,
  wasmEngine,
} from "../src/index.ts";
import {
  hilbert,
  identity,
  randomMatrix,
  randomSymmetric,
  range,
  withEigenvalues,
} from "./helpers.ts";

/** A decaying spectrum like a kernel's. */
function decaying(n: number, power = 1) {
  const x = randomMatrix(n, n);
  for (let at = 0; at < n * n; at++) x.data[at]! /= (1 + (at % n)) ** power;
  return gram(x);
}

/** Eigenvalues 2, then 1 so many times, then falling. */
function multiple(n: number, count: number) {
  const values = range(n).map((i) => (i === 0 ? 2 : i <= count ? 1 : 0.8 / i));
  return withEigenvalues(values, 3);
}

/** So many eigenvalues close to 1, the others 1/2 or less. */
function clustered(n: number, count: number, width: number) {
  const values = range(n).map((i) => (i < count ? 1 - (width * i) / count : 0.5 / (1 + (i >> 3))));
  return withEigenvalues(values, 4);
}

describe("topEigenpairs", () => {
  test.each([
    ["decaying, n = 300", decaying(300), 20],
    ["decaying slowly, n = 200", decaying(200, 0.5), 12],
    ["of both signs, n = 120", randomSymmetric(120), 10],
    ["Hilbert, n = 80", hilbert(80), 5],
    ["of rank 3, n = 90", gram(randomMatrix(90, 3)), 6],
    ["all eigenvalues equal, n = 50", identity(50), 4],
    ["of which the second is sixfold, n = 90", multiple(90, 6), 5],
    ["of which the second is 40-fold, n = 90", multiple(90, 40), 7],
    ["a cluster of 15 within 1e-9, n = 150", clustered(150, 15, 1e-9), 10],
    ["a cluster of 4 within 1e-12 and equal ones, n = 100", clustered(100, 4, 1e-12), 8],
    ["zero, n = 20", matrix(20, 20), 3],
    ["1×1", fromRows([[-2]]), 1],
    ["all pairs, n = 12", decaying(12), 12],
  ])("agreement: the pairs are those of eigenSymmetric: %s", async (_, a, k) => {
    const { values, vectors, residuals } = await topEigenpairs(a, k);
    const all = eigenSymmetric(a).values;
    const size = Math.abs(all[0]!);
    expect(values).toBeAllclose(all.subarray(0, k), { rtol: 0, atol: 1e-12 * size + 1e-300 });
    expect(gram(transpose(vectors))).toBeAllclose(identity(k), { rtol: 0, atol: 1e-12 });
    residuals.forEach((residual) => {
      expect(residual).toBeLessThanOrEqual(1e-10 * size);
    });
  });

  test("identity: A v = λ v for the vectors that are returned", async () => {
    const a = decaying(150);
    const { values, vectors } = await topEigenpairs(a, 7);
    const product = gram(transpose(vectors), a);
    const expected = transpose(vectors);
    for (let at = 0; at < expected.data.length; at++) {
      expected.data[at]! *= values[Math.floor(at / 150)]!;
    }
    expect(product).toBeAllclose(expected, { rtol: 0, atol: 1e-10 * values[0]! });
  });

  test("the same seed gives the same bits on every engine", async () => {
    await using engine = await wasmEngine({ threads: 2 });
    const a = decaying(180);
    const plain = await topEigenpairs(a, 6);
    const threaded = await topEigenpairs(a, 6, { engine });
    expect(Array.from(threaded.vectors.data)).toEqual(Array.from(plain.vectors.data));
  });

  test("no pairs are asked for and none come", async () => {
    expect((await topEigenpairs(identity(4), 0)).values).toHaveLength(0);
    expect((await topEigenpairs(matrix(0, 0), 0)).vectors).toMatchObject({ rows: 0 });
  });

  test("too few steps reject with steps and residual", async () => {
    const call = topEigenpairs(decaying(300, 0.2), 5, { maxSteps: 2 });
    await expect(call).rejects.toThrow(NumericalError);
    await expect(call).rejects.toMatchObject({ code: "max-steps", detail: { steps: 2 } });
  });

  test("arguments that do not fit are refused with their values", async () => {
    await expect(topEigenpairs(matrix(2, 3), 1)).rejects.toThrow(ShapeError);
    await expect(topEigenpairs(identity(3), 4)).rejects.toThrow("from 0 to 3, got 4");
    await expect(topEigenpairs(fromRows([[NaN]]), 1)).rejects.toThrow("row 0, column 0");
  });
});
