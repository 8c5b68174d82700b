import { describe, expect, test } from "vitest";
import {
  cholesky,
  conjugateGradients,
  fromRows,
  gram,
  lowRankPreconditioner,
  matrix,
  multiply,
  pivotedCholesky,
  random,
  ShapeError,
  solveCholesky,
  wasmEngine,
} from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { identity, randomDefinite, randomMatrix, smoothDefinite } from "./helpers.ts";

describe("conjugateGradients", () => {
  test.each([0, 1, 2, 50])("agreement: the solution is Cholesky's (size %i)", async (n) => {
    const a = randomDefinite(n);
    const b = randomMatrix(n, 3, 2);
    const { x, reason, residual } = await conjugateGradients(a, b, { tolerance: 1e-13 });
    expect(reason).toBe("converged");
    expect(residual).toBeLessThan(1e-12);
    expect(x).toBeAllclose(solveCholesky(cholesky(a), b), { rtol: 0, atol: 1e-10 });
  });

  test("agreement: the ridge is added to the diagonal", async () => {
    const a = gram(randomMatrix(40, 10));
    const b = randomMatrix(40, 1, 2);
    const { x } = await conjugateGradients(a, b, { ridge: 0.5, tolerance: 1e-13 });
    for (let i = 0; i < 40; i++) a.data[i * 41]! += 0.5;
    expect(x).toBeAllclose(solveCholesky(cholesky(a), b), { rtol: 0, atol: 1e-11 });
  });

  test("a preconditioner of the matrix's rank saves most steps", async () => {
    const a = gram(randomMatrix(150, 30));
    const b = randomMatrix(150, 2, 2);
    const options = { ridge: 1e-4, tolerance: 1e-8 };
    const without = await conjugateGradients(a, b, options);
    const lowRank = await pivotedCholesky(a, { rank: 30 });
    const preconditioner = await lowRankPreconditioner(lowRank, 1e-4);
    const fast = await conjugateGradients(a, b, { ...options, preconditioner });
    expect(without.steps).toBeGreaterThan(25);
    expect(fast.steps).toBeLessThan(6);
    expect(fast.residual).toBeLessThanOrEqual(1e-8);
  });

  test("agreement: a function that multiplies gives the matrix's solution, preconditioned too", async () => {
    const [a, b] = [smoothDefinite(150), randomMatrix(150, 2, 2)];
    const shifted = matrix(150, 150, a.data.slice());
    for (let i = 0; i < 150; i++) shifted.data[i * 151]! += 1e-2;
    const expected = solveCholesky(cholesky(shifted), b);
    const lowRank = await pivotedCholesky(a, { rank: 60, random: random(1) });
    const preconditioner = await lowRankPreconditioner(lowRank, 1e-2);
    const options = { ridge: 1e-2, tolerance: 1e-12 };
    const product = (x: Matrix) => multiply(a, x);
    const plain = await conjugateGradients(product, b, options);
    const fast = await conjugateGradients(product, b, { ...options, preconditioner });
    for (const { x, reason, residual } of [plain, fast]) {
      expect(reason).toBe("converged");
      expect(residual).toBeLessThanOrEqual(1e-12);
      expect(x).toBeAllclose(expected, { rtol: 1e-9, atol: 1e-9 });
    }
    expect(fast.steps).toBeLessThan(plain.steps / 3);
  });

  test("a function that returns its argument is the identity, and b is left alone", async () => {
    const b = randomMatrix(20, 2);
    const before = Array.from(b.data);
    const { x, steps } = await conjugateGradients((p) => p, b, { ridge: 1 });
    expect(steps).toBe(1);
    expect(Array.from(x.data)).toEqual(before.map((value) => value / 2));
    expect(Array.from(b.data)).toEqual(before);
  });

  test("a start that solves needs no step, and neither does b of zeros", async () => {
    const [a, b] = [randomDefinite(30), randomMatrix(30, 2)];
    const { x } = await conjugateGradients(a, b);
    const again = await conjugateGradients(a, b, { start: x });
    expect(again.steps).toBe(0);
    const none = await conjugateGradients(a, matrix(30, 1));
    expect(none).toMatchObject({ reason: "converged", steps: 0, residual: 0 });
  });

  test("progress grows to 1, and an aborted signal stops the iteration", async () => {
    const [a, b] = [smoothDefinite(150), randomMatrix(150, 2)];
    const seen: number[] = [];
    const onProgress = (fraction: number) => seen.push(fraction);
    await conjugateGradients(a, b, { ridge: 0.1, onProgress });
    expect(seen).toEqual(seen.toSorted((p, q) => p - q));
    expect(seen.at(-1)).toBe(1);
    const stop = new AbortController();
    const aborted = conjugateGradients((x) => multiply(a, x), b, {
      ridge: 0.1,
      signal: stop.signal,
      onProgress: () => {
        stop.abort(new Error("enough"));
      },
    });
    await expect(aborted).rejects.toThrow("enough");
  });

  test("the residual is the one of the solution, computed anew", async () => {
    const [a, b] = [smoothDefinite(150), randomMatrix(150, 2)];
    const options = { ridge: 1e-6, maxSteps: 3, throwOnFailure: false };
    const { x, residual } = await conjugateGradients(a, b, options);
    const left = multiply(a, x).data.map((value, at) => b.data[at]! - value - 1e-6 * x.data[at]!);
    const size = (data: Float64Array, j: number) =>
      Math.hypot(...data.filter((_, at) => at % 2 === j));
    const ratios = [0, 1].map((j) => size(left, j) / size(b.data, j));
    expect(residual).toBeAllclose(Math.max(...ratios), { rtol: 1e-10 });
  });

  test("a tolerance below rounding ends in no-progress, not in a loop", async () => {
    const options = { ridge: 1e-3, tolerance: 1e-20, throwOnFailure: false, maxSteps: 5000 };
    const [a, b] = [smoothDefinite(150), randomMatrix(150, 2)];
    const { reason, residual } = await conjugateGradients(a, b, options);
    expect(reason).toBe("no-progress");
    expect(residual).toBeLessThan(1e-10);
  });

  test("a column of zeros has the solution 0 and does not disturb the others", async () => {
    const a = randomDefinite(20);
    const b = randomMatrix(20, 2);
    for (let i = 0; i < 20; i++) b.data[2 * i] = 0;
    const { x } = await conjugateGradients(a, b, { tolerance: 1e-12 });
    for (let i = 0; i < 20; i++) expect(x.data[2 * i]).toBe(0);
  });

  test("it runs on an engine with threads", async () => {
    await using engine = await wasmEngine({ threads: 2 });
    const a = randomDefinite(200);
    const b = randomMatrix(200, 30);
    const threaded = await conjugateGradients(a, b, { engine });
    const plain = await conjugateGradients(a, b);
    expect(Array.from(threaded.x.data)).toEqual(Array.from(plain.x.data));
  });

  test("too few steps reject with steps and residual, or tell when they are asked to", async () => {
    const a = randomDefinite(50, 1, 1e-6);
    const b = randomMatrix(50, 1);
    await expect(conjugateGradients(a, b, { maxSteps: 2 })).rejects.toMatchObject({
      code: "max-steps",
      detail: { steps: 2, stopped: "max-steps" },
    });
    const result = await conjugateGradients(a, b, { maxSteps: 2, throwOnFailure: false });
    expect(result).toMatchObject({ reason: "max-steps", steps: 2 });
    expect(result.residual).toBeGreaterThan(1e-8);
  });

  test("a matrix that is not positive definite is found out", async () => {
    const a = fromRows([[1, 0], [0, -1]]); // prettier-ignore
    const call = conjugateGradients(a, fromRows([[1], [3]]));
    await expect(call).rejects.toMatchObject({ code: "not-positive-definite" });
  });

  test("arguments that do not fit are refused with their values", async () => {
    const [a, b] = [identity(3), matrix(3, 1)];
    await expect(conjugateGradients(a, matrix(2, 1))).rejects.toThrow(ShapeError);
    await expect(conjugateGradients(a, b, { ridge: -1 })).rejects.toThrow("got -1");
    await expect(conjugateGradients(a, b, { tolerance: 0 })).rejects.toThrow(RangeError);
    await expect(conjugateGradients(a, b, { maxSteps: -1 })).rejects.toThrow("got -1");
    await expect(conjugateGradients(a, b, { start: matrix(1, 1) })).rejects.toThrow("3×1");
    await expect(conjugateGradients(a, fromRows([[1], [NaN], [0]]))).rejects.toThrow("row 1");
    await expect(conjugateGradients(matrix(3, 2), b)).rejects.toThrow(ShapeError);
  });

  test("a function that gives another shape or NaN is found out", async () => {
    const b = fromRows([[1], [2], [3]]);
    await expect(conjugateGradients(() => matrix(2, 1), b)).rejects.toThrow("must be 3×1");
    const broken = conjugateGradients(() => fromRows([[1], [NaN], [1]]), b);
    await expect(broken).rejects.toMatchObject({ code: "non-finite", detail: { row: 1, col: 0 } });
    const preconditioner = () => matrix(2, 1);
    const other = conjugateGradients(identity(3), b, { preconditioner });
    await expect(other).rejects.toThrow("the preconditioner gives must be 3×1");
  });

  test("an aborted signal rejects with its reason", async () => {
    const signal = AbortSignal.abort("enough");
    const call = conjugateGradients(identity(3), matrix(3, 1, Float64Array.of(1, 2, 3)), {
      signal,
    });
    await expect(call).rejects.toBe("enough");
  });
});
