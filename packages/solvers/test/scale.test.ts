import {
  diagonal,
  fromRows,
  gram,
  matrix,
  multiply,
  random,
  submatrix,
  transpose,
} from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  conjugateGradient,
  kernelProduct,
  kernelRegression,
  lowRankPreconditioner,
  lowRankRegression,
  matrixTiles,
  nystromRegression,
  pivotedCholesky,
  randomlyPivotedCholesky,
  regressionPredict,
} from "@ntkit/solvers";
import type { KernelTiles } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { normals, rbf, rejection } from "./support.ts";

const x = normals(150, 3, 1);
const kernel = rbf(x, x, 1.5);
const targets = normals(150, 2, 2);

function trace(a: Matrix): number {
  return diagonal(a).reduce((sum, value) => sum + value, 0);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** A kernel in tiles that counts the entries asked for, and never gives all of them at once. */
function counting(): { tiles: KernelTiles; entries: () => number } {
  let entries = 0;
  const tiles: KernelTiles = {
    ...matrixTiles(kernel),
    tile: async (rows, cols) => {
      entries += rows.length * cols.length;
      await Promise.resolve();
      return submatrix(kernel, rows, cols);
    },
  };
  return { tiles, entries: () => entries };
}

describe("kernelProduct", () => {
  test.each([1, 7, 64, 150, 1024])("agreement: tiles of %i give K X to 1e-13", async (tileSize) => {
    const expected = multiply(kernel, targets);
    const { tiles, entries } = counting();
    const found = await kernelProduct(tiles, targets, { tileSize });
    expect(found).toBeAllclose(expected, { rtol: 1e-13, atol: 1e-13 });
    expect(entries()).toBeLessThanOrEqual((150 * (150 + Math.min(tileSize, 150))) / 2);
  });

  test("reports progress up to 1, and stops when told to", async () => {
    const seen: number[] = [];
    await kernelProduct(kernel, targets, { tileSize: 50, onProgress: (f) => seen.push(f) });
    expect(seen.at(-1)).toBe(1);
    const stop = kernelProduct(kernel, targets, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(stop).rejects.toThrow("enough");
  });

  test("rejects tiles of a wrong shape, and names row and column of NaN", async () => {
    const wrong = { ...matrixTiles(kernel), tile: () => matrix(1, 1) };
    await expect(kernelProduct(wrong, targets)).rejects.toThrow("tile must be 150×150");
    const broken: KernelTiles = {
      ...matrixTiles(kernel),
      tile: (rows, cols) => {
        const tile = submatrix(kernel, rows, cols);
        if (rows[0] === 100 && cols[0] === 50) tile.data[3] = NaN;
        return tile;
      },
    };
    const error = await rejection(kernelProduct(broken, targets, { tileSize: 50 }));
    expect(error).toMatchObject({ reason: "non-finite", detail: { row: 100, col: 53 } });
    await expect(kernelProduct(kernel, matrix(3, 1))).rejects.toThrow("x must have 150 rows");
    await expect(kernelProduct(kernel, targets, { tileSize: 0 })).rejects.toThrow(RangeError);
  });
});

const methods = {
  greedy: (k: Matrix | KernelTiles, rank: number, tolerance = 0) =>
    pivotedCholesky(k, { rank, tolerance }),
  random: (k: Matrix | KernelTiles, rank: number, tolerance = 0) =>
    randomlyPivotedCholesky(k, { rank, tolerance, random: random(3), block: 8 }),
};

describe.each(["greedy", "random"] as const)("pivoted Cholesky, %s pivots", (name) => {
  test("identity: exact in the pivots' rows, a triangle at the pivots, and the error is the trace left", async () => {
    const { factor, pivots, residualDiagonal, relativeError, reason } = await methods[name](
      kernel,
      40,
    );
    expect(reason).toBe("rank");
    expect(new Set(pivots).size).toBe(40);
    const approximate = gram(factor);
    const exact = submatrix(kernel, pivots, range(150));
    expect(submatrix(approximate, pivots, range(150))).toBeAllclose(exact, { atol: 1e-11 });
    const left = kernel.data.map((value, at) => value - approximate.data[at]!);
    const direct = diagonal(matrix(150, 150, left));
    expect(residualDiagonal).toBeAllclose(direct, { atol: 1e-12 });
    expect(relativeError).toBeAllclose((150 - trace(approximate)) / 150, { rtol: 1e-9 });
    const corner = submatrix(factor, pivots, range(40));
    for (let i = 0; i < 40; i++) {
      for (let j = i + 1; j < 40; j++)
        expect(corner.data[i * 40 + j]!).toBeAllclose(0, { atol: 1e-11 });
    }
  });

  test("stops at the tolerance, asking for few entries of the kernel", async () => {
    const { tiles, entries } = counting();
    const { relativeError, reason, pivots } = await methods[name](tiles, 150, 0.1);
    expect(reason).toBe("tolerance");
    expect(relativeError).toBeLessThanOrEqual(0.1);
    expect(entries()).toBeLessThan(150 * pivots.length + 150 * 16);
  });

  test("a kernel of rank 3 is exhausted after 3 pivots, and one of zeros after none", async () => {
    const low = gram(x);
    const { factor, reason, relativeError } = await methods[name](low, 10);
    expect(reason).toBe("exhausted");
    expect(factor.cols).toBe(3);
    expect(gram(factor)).toBeAllclose(low, { atol: 1e-12 });
    expect(relativeError).toBe(0);
    expect(await methods[name](matrix(5, 5), 2)).toMatchObject({
      reason: "exhausted",
      relativeError: 0,
    });
  });

  test("rejects an indefinite kernel and a bad rank", async () => {
    const indefinite = fromRows([
      [1, 3],
      [3, 1],
    ]);
    await expect(methods[name](indefinite, 2)).rejects.toMatchObject({
      reason: "not-positive-definite",
    });
    await expect(methods[name](kernel, 0)).rejects.toThrow("rank must be an integer of at least 1");
    await expect(methods[name](kernel, 1, 1)).rejects.toThrow("tolerance must be");
  });
});

describe("randomlyPivotedCholesky", () => {
  test("equal seeds give equal pivots", async () => {
    const draw = (seed: number) =>
      randomlyPivotedCholesky(kernel, { rank: 20, random: random(seed) });
    expect((await draw(1)).pivots).toEqual((await draw(1)).pivots);
    expect((await draw(1)).pivots).not.toEqual((await draw(2)).pivots);
  });

  test("agreement: proposals in blocks give pairs of pivots with the law of one at a time", async () => {
    const small = fromRows([
      [4, 1.9, 0, 0.5],
      [1.9, 1, 0, 0.2],
      [0, 0, 2, 1],
      [0.5, 0.2, 1, 1],
    ]);
    // P(first = i, second = j) = K_ii / tr K · residual_j / tr residual
    const law = new Float64Array(16);
    for (let i = 0; i < 4; i++) {
      const left = Float64Array.from(range(4), (j) =>
        i === j ? 0 : small.data[5 * j]! - small.data[4 * i + j]! ** 2 / small.data[5 * i]!,
      );
      const total = left.reduce((sum, value) => sum + value, 0);
      left.forEach((value, j) => (law[4 * i + j] = ((small.data[5 * i]! / 8) * value) / total));
    }
    const generator = random(9);
    const count = 4000;
    const seen = new Float64Array(16);
    for (let t = 0; t < count; t++) {
      const options = { rank: 2, random: generator, block: 3 };
      const { pivots } = await randomlyPivotedCholesky(small, options);
      seen[4 * pivots[0]! + pivots[1]!]! += 1 / count;
    }
    // five standard errors
    law.forEach((p, at) => {
      expect(Math.abs(seen[at]! - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / count));
    });
  });
});

describe("lowRankRegression and nystromRegression", () => {
  test("agreement: both are ridge regression with F Fᵀ, at new rows too, to 1e-8", async () => {
    const lowRank = await pivotedCholesky(kernel, { rank: 30 });
    const approximate = gram(lowRank.factor);
    const problem = { targets, ridge: 0.1, center: true };
    const reference = await kernelRegression({ kernel: approximate, ...problem });
    const fit = await lowRankRegression({ lowRank, ...problem });
    const streamed = await nystromRegression(
      { kernel: counting().tiles, landmarks: lowRank.pivots, ...problem },
      { tileSize: 40 },
    );
    expect(fit.landmarks).toEqual(lowRank.pivots);
    const tests = normals(10, 3, 5);
    // the features of new rows: K(x, S) F[S]⁻ᵀ, so that their kernel with the rows is F(x) Fᵀ
    const points = matrix(
      30,
      3,
      fromRows(Array.from(lowRank.pivots, (p) => [...x.data.subarray(3 * p, 3 * p + 3)])).data,
    );
    const cross = rbf(tests, points, 1.5);
    const trainCross = rbf(x, points, 1.5);
    const exact = await regressionPredict(reference, approximate);
    for (const model of [fit, streamed]) {
      expect(await regressionPredict(model, trainCross)).toBeAllclose(exact, {
        rtol: 1e-8,
        atol: 1e-8,
      });
    }
    const [a, b] = [await regressionPredict(fit, cross), await regressionPredict(streamed, cross)];
    expect(a).toBeAllclose(b, { rtol: 1e-8, atol: 1e-8 });
  });

  test("identity: all rows as landmarks are plain kernel regression to 1e-9", async () => {
    const k = rbf(x, x, 0.4);
    const reference = await kernelRegression({ kernel: k, targets, ridge: 0.2 });
    const problem = { targets, ridge: 0.2 };
    const streamed = await nystromRegression({ kernel: k, landmarks: range(150), ...problem });
    expect(streamed.coefficients).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
    const lowRank = await randomlyPivotedCholesky(k, { rank: 150, random: random(1) });
    const fit = await lowRankRegression({ lowRank, ...problem });
    const ordered = matrix(150, 2);
    fit.landmarks.forEach((row, i) => {
      ordered.data.set(fit.coefficients.data.subarray(2 * i, 2 * i + 2), 2 * row);
    });
    expect(ordered).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
  });

  test("landmarks that repeat one another are an error that names them", async () => {
    const twice = rbf(fromRows([[0], [1], [0]]), fromRows([[0], [1], [0]]));
    const problem = { kernel: twice, targets: matrix(3, 1), ridge: 1 };
    const error = await rejection(nystromRegression({ ...problem, landmarks: [0, 1, 2] }));
    expect(error).toMatchObject({ detail: { row: 2, duplicateOf: 0 } });
    await expect(nystromRegression({ ...problem, landmarks: [1, 1] })).rejects.toThrow(
      "got 1 twice",
    );
    await expect(nystromRegression({ ...problem, landmarks: [] })).rejects.toThrow("at least one");
    await expect(nystromRegression({ ...problem, landmarks: [3] })).rejects.toThrow("got 3");
    const lowRank = { factor: matrix(3, 1), pivots: Int32Array.of(0) };
    const singular = lowRankRegression({ lowRank, targets: matrix(3, 1), ridge: 0 });
    await expect(singular).rejects.toThrow("use a ridge larger than 0");
  });
});

describe("conjugateGradient", () => {
  test("agreement: with and without preconditioner, from tiles, the Cholesky solution to 1e-9", async () => {
    const reference = await kernelRegression({ kernel, targets, ridge: 1e-2 });
    const lowRank = await randomlyPivotedCholesky(kernel, { rank: 60, random: random(1) });
    const preconditioner = await lowRankPreconditioner(lowRank, 1e-2);
    const problem = { kernel: counting().tiles, targets, ridge: 1e-2 };
    const options = { tolerance: 1e-12, tileSize: 64 };
    const plain = await conjugateGradient(problem, options);
    const fast = await conjugateGradient({ ...problem, preconditioner }, options);
    for (const { x: found, reason, residual } of [plain, fast]) {
      expect(reason).toBe("converged");
      expect(residual).toBeLessThanOrEqual(1e-12);
      expect(found).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
    }
    expect(fast.steps).toBeLessThan(plain.steps / 3);
  });

  test("identity: the preconditioner of a factor is (F Fᵀ + μI)⁻¹, and of full rank solves in one step", async () => {
    const lowRank = await pivotedCholesky(kernel, { rank: 20 });
    const { apply } = await lowRankPreconditioner(lowRank, 0.5);
    const rest = lowRank.residualDiagonal.reduce((sum, value) => sum + value, 0) / 150;
    const p = gram(lowRank.factor);
    for (let i = 0; i < 150; i++) p.data[151 * i]! += 0.5 + rest;
    expect(multiply(p, apply(targets))).toBeAllclose(targets, { atol: 1e-11 });
    const full = await pivotedCholesky(kernel, { rank: 150 });
    const exact = await lowRankPreconditioner(full, 0.5);
    const problem = { kernel, targets, ridge: 0.5, preconditioner: exact };
    expect((await conjugateGradient(problem, { tolerance: 1e-10 })).steps).toBeLessThanOrEqual(2);
  });

  test("zero columns cost nothing, and a start that solves needs no step", async () => {
    const some = matrix(
      150,
      2,
      targets.data.map((value, at) => (at % 2 === 0 ? value : 0)),
    );
    const first = await conjugateGradient({ kernel, targets: some, ridge: 0.1 });
    expect(
      transpose(first.x)
        .data.subarray(150)
        .every((value) => value === 0),
    ).toBe(true);
    const again = await conjugateGradient({ kernel, targets: some, ridge: 0.1, start: first.x });
    expect(again.steps).toBe(0);
    const none = await conjugateGradient({ kernel, targets: matrix(150, 1) });
    expect(none).toMatchObject({ reason: "converged", steps: 0, residual: 0 });
  });

  test("progress grows to 1, and an aborted signal stops the iteration", async () => {
    const seen: number[] = [];
    const problem = { kernel, targets, ridge: 0.1 };
    await conjugateGradient(problem, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    const stop = new AbortController();
    const aborted = conjugateGradient(problem, {
      signal: stop.signal,
      onProgress: () => {
        stop.abort(new Error("enough"));
      },
    });
    await expect(aborted).rejects.toThrow("enough");
  });

  test("too few steps are an error with the residual, or a result with the reason", async () => {
    const problem = { kernel, targets, ridge: 1e-6 };
    const error = await rejection(conjugateGradient(problem, { maxSteps: 3 }));
    expect(error).toMatchObject({
      reason: "max-steps",
      detail: { steps: 3, stopped: "max-steps" },
    });
    const result = await conjugateGradient(problem, { maxSteps: 3, throwOnFailure: false });
    expect(result).toMatchObject({ reason: "max-steps", steps: 3 });
    const residual = multiply(kernel, result.x).data.map(
      (value, at) => targets.data[at]! - value - 1e-6 * result.x.data[at]!,
    );
    const column = (data: Float64Array, o: number) =>
      Math.hypot(...data.filter((_, at) => at % 2 === o));
    const ratios = [0, 1].map((o) => column(residual, o) / column(targets.data, o));
    expect(result.residual).toBeAllclose(Math.max(...ratios), { rtol: 1e-10 });
  });

  test("a tolerance below rounding ends in no-progress, not in a loop", async () => {
    const result = await conjugateGradient(
      { kernel, targets, ridge: 1e-3 },
      { tolerance: 1e-20, throwOnFailure: false, maxSteps: 5000 },
    );
    expect(result.reason).toBe("no-progress");
    expect(result.residual).toBeLessThan(1e-10);
  });

  test("an indefinite kernel is an error, and so are shapes and ridges that cannot be", async () => {
    const indefinite = fromRows([
      [1, 2],
      [2, 1],
    ]);
    const problem = { kernel: indefinite, targets: fromRows([[1], [-1]]) };
    await expect(conjugateGradient(problem)).rejects.toMatchObject({
      reason: "not-positive-definite",
    });
    await expect(conjugateGradient({ ...problem, start: matrix(1, 1) })).rejects.toThrow("2×1");
    await expect(conjugateGradient({ ...problem, ridge: -1 })).rejects.toThrow(RangeError);
    const exact = await pivotedCholesky(gram(x), { rank: 10 });
    await expect(lowRankPreconditioner(exact, 0)).rejects.toThrow("the factor is exact");
  });
});
