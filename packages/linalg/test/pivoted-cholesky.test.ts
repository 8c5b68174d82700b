import { describe, expect, test } from "vitest";
import {
  diagonal,
  fromRows,
  gram,
  matrix,
  matrixTiles,
  pivotedCholesky,
  random,
  ShapeError,
  submatrix,
  wasmEngine,
} from "../src/index.ts";
import type { Matrix, SymmetricTiles } from "../src/index.ts";
import {
  countingTiles,
  distance,
  hilbert,
  identity,
  norm,
  randomMatrix,
  range,
  smoothDefinite,
} from "./helpers.ts";

const whole = smoothDefinite(150);

function trace(a: Matrix): number {
  return diagonal(a).reduce((sum, value) => sum + value, 0);
}

const methods = {
  greedy: (k: Matrix | SymmetricTiles, rank: number, tolerance = 0) =>
    pivotedCholesky(k, { rank, tolerance }),
  random: (k: Matrix | SymmetricTiles, rank: number, tolerance = 0) =>
    pivotedCholesky(k, { rank, tolerance, random: random(3), block: 8 }),
};

describe.each(["greedy", "random"] as const)("pivotedCholesky, %s pivots", (name) => {
  test("identity: exact in the pivots' rows, a triangle at the pivots, and the error is the trace left", async () => {
    const { factor, pivots, residualDiagonal, relativeError, reason } = await methods[name](
      whole,
      40,
    );
    expect(reason).toBe("rank");
    expect(new Set(pivots).size).toBe(40);
    const approximate = gram(factor);
    const exact = submatrix(whole, pivots, range(150));
    expect(submatrix(approximate, pivots, range(150))).toBeAllclose(exact, { atol: 1e-11 });
    const left = whole.data.map((value, at) => value - approximate.data[at]!);
    const direct = diagonal(matrix(150, 150, left));
    expect(residualDiagonal).toBeAllclose(direct, { atol: 1e-12 });
    expect(relativeError).toBeAllclose((150 - trace(approximate)) / 150, { rtol: 1e-9 });
    const corner = submatrix(factor, pivots, range(40));
    for (let i = 0; i < 40; i++) {
      for (let j = i + 1; j < 40; j++)
        expect(corner.data[i * 40 + j]!).toBeAllclose(0, { atol: 1e-11 });
    }
  });

  test("stops at the tolerance, asking for few entries", async () => {
    const { tiles, entries } = countingTiles(whole);
    const { relativeError, reason, pivots } = await methods[name](tiles, 150, 0.1);
    expect(reason).toBe("tolerance");
    expect(relativeError).toBeLessThanOrEqual(0.1);
    expect(entries()).toBeLessThan(150 * pivots.length + 150 * 16);
  });

  test("a matrix of rank 3 is exhausted after 3 pivots, and one of zeros after none", async () => {
    const low = gram(randomMatrix(150, 3));
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

  test("rejects an indefinite matrix and a bad rank", async () => {
    const indefinite = fromRows([
      [1, 3],
      [3, 1],
    ]);
    await expect(methods[name](indefinite, 2)).rejects.toMatchObject({
      reason: "not-positive-definite",
    });
    await expect(methods[name](whole, 0)).rejects.toThrow("rank must be an integer of at least 1");
    await expect(methods[name](whole, 1, 1)).rejects.toThrow("tolerance must be");
  });
});

describe("pivotedCholesky with random pivots", () => {
  test("equal seeds give equal pivots", async () => {
    const draw = (seed: number) => pivotedCholesky(whole, { rank: 20, random: random(seed) });
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
      const { pivots } = await pivotedCholesky(small, options);
      seen[4 * pivots[0]! + pivots[1]!]! += 1 / count;
    }
    // five standard errors
    law.forEach((p, at) => {
      expect(Math.abs(seen[at]! - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / count));
    });
  });
});

describe("pivotedCholesky with greedy pivots", () => {
  test("identity: the full rank gives the matrix, its rank suffices for a low one", async () => {
    const a = gram(randomMatrix(60, 7));
    const { factor, pivots, residualDiagonal } = await pivotedCholesky(a, { rank: 60 });
    expect(pivots).toHaveLength(7);
    expect(new Set(pivots).size).toBe(7);
    expect(distance(gram(factor), a) / norm(a)).toBeLessThan(1e-14);
    expect(residualDiagonal.reduce((sum, value) => sum + value, 0)).toBeLessThan(1e-11);
  });

  test("the error is the trace of what is left and stops the work", async () => {
    const a = hilbert(30);
    const { factor, relativeError, pivots } = await pivotedCholesky(a, {
      rank: 30,
      tolerance: 1e-4,
    });
    const left = trace(a) - trace(gram(factor));
    expect(relativeError * trace(a)).toBeAllclose(left, { rtol: 0, atol: 1e-14 });
    expect(relativeError).toBeLessThan(1e-4);
    expect(pivots.length).toBeLessThan(10);
    expect(pivots[0]).toBe(0);
  });

  test("a matrix without rows is exhausted at once", async () => {
    const { factor, reason } = await pivotedCholesky(matrix(0, 0), { rank: 1 });
    expect(reason).toBe("exhausted");
    expect(factor).toMatchObject({ rows: 0, cols: 0 });
  });

  test("agreement: an engine with threads gives the same bits", async () => {
    await using engine = await wasmEngine({ threads: 2 });
    const threaded = await pivotedCholesky(whole, { rank: 30, engine });
    const plain = await pivotedCholesky(whole, { rank: 30 });
    expect(threaded.pivots).toEqual(plain.pivots);
    expect(Array.from(threaded.factor.data)).toEqual(Array.from(plain.factor.data));
  });

  test("tiles that are the caller's own matrices are left alone", async () => {
    const a = smoothDefinite(20);
    const columns = Array.from({ length: 20 }, (_, j) => submatrix(a, range(20), [j]));
    const before = columns.map((column) => Array.from(column.data));
    const tiles: SymmetricTiles = {
      ...matrixTiles(a),
      tile: (rows, cols) => (rows.length === 20 ? columns[cols[0]!]! : submatrix(a, rows, cols)),
    };
    await pivotedCholesky(tiles, { rank: 5 });
    expect(columns.map((column) => Array.from(column.data))).toEqual(before);
  });

  test("progress ends at 1, and an aborted signal rejects with its reason", async () => {
    const seen: number[] = [];
    await pivotedCholesky(whole, { rank: 4, onProgress: (fraction) => seen.push(fraction) });
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
    const stopped = pivotedCholesky(whole, { rank: 4, signal: AbortSignal.abort("enough") });
    await expect(stopped).rejects.toBe("enough");
  });

  test("what cannot be is refused with its values", async () => {
    await expect(pivotedCholesky(fromRows([[-1]]), { rank: 1 })).rejects.toMatchObject({
      code: "not-positive-definite",
      detail: { row: 0, value: -1 },
    });
    await expect(pivotedCholesky(identity(2), { rank: -1 })).rejects.toThrow(RangeError);
    await expect(pivotedCholesky(identity(2), { rank: 1, block: 0 })).rejects.toThrow("block");
    await expect(pivotedCholesky(matrix(2, 3), { rank: 1 })).rejects.toThrow(ShapeError);
    const short = { ...matrixTiles(identity(2)), diagonal: () => Float64Array.of(1) };
    await expect(pivotedCholesky(short, { rank: 1 })).rejects.toThrow("2 entries");
    const infinite = pivotedCholesky(fromRows([[Infinity]]), { rank: 1 });
    await expect(infinite).rejects.toMatchObject({ code: "non-finite" });
  });
});
