import {
  cholesky,
  gram,
  matrix,
  multiply,
  selectRows,
  solveCholesky,
  transpose,
} from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { softmaxProbabilities } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

import { bait } from "../src/strategies/bait.ts";
import { fisherInformation } from "../src/strategies/fisher-information.ts";
import { projectFeatures } from "../src/strategies/project-features.ts";
import { normals, range } from "./support.ts";

const [rows, width, classes] = [12, 3, 3];
const pool = {
  features: normals(rows, width, 1),
  probabilities: softmaxProbabilities(normals(rows, classes, 2)),
};
const labelled = {
  features: normals(4, width, 3),
  probabilities: softmaxProbabilities(normals(4, classes, 4)),
};
type Layer = typeof pool;

/** E_y[g gᵀ] with g the gradient of log p_y, label by label. */
function information({ features, probabilities }: Layer, row: number): Matrix {
  const { cols: o } = probabilities;
  const size = o * features.cols;
  const result = matrix(size, size);
  for (let y = 0; y < o; y++) {
    const g = range(0, size).map((at) => {
      const c = Math.floor(at / features.cols);
      const error = (c === y ? 1 : 0) - probabilities.data[row * o + c]!;
      return error * features.data[row * features.cols + (at % features.cols)]!;
    });
    const p = probabilities.data[row * o + y]!;
    g.forEach((a, i) => {
      g.forEach((b, j) => (result.data[i * size + j]! += p * a * b));
    });
  }
  return result;
}

function summed(layer: Layer, chosen: readonly number[]): Matrix {
  const size = layer.features.cols * layer.probabilities.cols;
  const total = matrix(size, size);
  for (const row of chosen) {
    information(layer, row).data.forEach((value, at) => (total.data[at]! += value));
  }
  return total;
}

/** tr((λI + Σ I)⁻¹ F), solved anew. */
function objective(chosen: readonly number[], ridge: number, known: Layer | undefined): number {
  const wanted = summed(pool, range(0, rows));
  const m = summed(pool, chosen);
  if (known) {
    const more = summed(known, range(0, known.features.rows));
    more.data.forEach((value, at) => (m.data[at]! += value));
  }
  for (let i = 0; i < m.rows; i++) m.data[i * (m.rows + 1)]! += ridge;
  const solved = solveCholesky(cholesky(m), wanted);
  return range(0, m.rows).reduce((sum, i) => sum + solved.data[i * (m.rows + 1)]! / rows, 0);
}

const least = (values: readonly number[]) => values.indexOf(Math.min(...values));

/** The algorithm with a solve for every question. */
function byBruteForce(count: number, most: number, ridge: number, known: Layer | undefined) {
  const chosen: number[] = [];
  const falls = new Map<number, number>();
  const value = (rows: readonly number[]) => objective(rows, ridge, known);
  while (chosen.length < most) {
    const free = range(0, rows).filter((row) => !chosen.includes(row));
    const best = free[least(free.map((row) => value([...chosen, row])))]!;
    falls.set(best, value(chosen) - value([...chosen, best]));
    chosen.push(best);
  }
  while (chosen.length > count) {
    const without = chosen.map((row) => value(chosen.filter((other) => other !== row)));
    chosen.splice(least(without), 1);
  }
  return { picks: chosen, scores: chosen.map((row) => falls.get(row)!) };
}

describe("bait", () => {
  test("identity: the information of all rows is the sum of the gradients' squares", async () => {
    const fast = await fisherInformation(pool.features, pool.probabilities);
    expect(fast).toBeAllclose(summed(pool, range(0, rows)), { rtol: 1e-12, atol: 1e-14 });
  });

  test.each([
    ["with labelled rows", 3, 2, 1, labelled],
    ["without any", 4, 2, 0.5, undefined],
    ["forwards only", 5, 1, 0.01, labelled],
    ["with three times as many rows on the way", 3, 3, 1e-3, undefined],
  ])(
    "identity: %s its picks and scores are those of a solve for every question",
    async (...row) => {
      const [, count, oversample, ridge, known] = row;
      const { picks, scores } = await bait(pool, count, { oversample, ridge, labelled: known });
      const want = byBruteForce(count, count * oversample, ridge, known);
      expect([...picks]).toEqual(want.picks);
      expect(scores).toBeAllclose(want.scores, { rtol: 1e-9 });
    },
  );

  test("chooses among its candidates for the whole pool", async () => {
    const candidates = [9, 2, 7];
    const { picks } = await bait(pool, 1, { candidates, oversample: 1 });
    const values = candidates.map((row) => objective([row], 1, undefined));
    expect([...picks]).toEqual([candidates[least(values)]]);
    const all = await bait(pool, 3, { candidates });
    expect([...all.picks].sort()).toEqual([2, 7, 9]);
  });

  test("does not ask the same thing twice", async () => {
    const twins = [0, 0, 0, 1, 1, 2];
    const layer = {
      features: selectRows(normals(3, 4, 7), twins),
      probabilities: selectRows(softmaxProbabilities(matrix(3, 2)), twins),
    };
    const { picks } = await bait(layer, 3, { ridge: 1e-3 });
    expect(new Set(Array.from(picks, (row) => twins[row])).size).toBe(3);
  });

  test("reports progress up to 1 and can be aborted", async () => {
    const heard: number[] = [];
    await bait(pool, 2, { onProgress: (f) => heard.push(f) });
    expect(heard).toEqual([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1]);
    const reason = new Error("enough");
    await expect(bait(pool, 2, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test.each([
    ["more rows than there are", 13, {}, "from 1 to the 12 candidates, got 13"],
    ["no ridge", 1, { ridge: 0 }, "ridge must be positive and finite, got 0"],
    ["too few rows on the way", 1, { oversample: 0.5 }, "at least 1, got 0.5"],
    [
      "labelled rows of other features",
      1,
      { labelled: { ...labelled, features: matrix(4, 2) } },
      "labelled features must be any×3, got 4×2",
    ],
    [
      "labelled rows without probabilities",
      1,
      { labelled: { ...labelled, features: matrix(5, 3) } },
      "labelled probabilities must be 5×3, got 4×3",
    ],
  ])("%s: refused with what must hold", async (_, count, options, message) => {
    await expect(bait(pool, count, options)).rejects.toThrow(message);
  });

  test("more weights than its matrices are built for are refused", async () => {
    const wide = { features: matrix(2, 2049), probabilities: softmaxProbabilities(matrix(2, 2)) };
    await expect(bait(wide, 1)).rejects.toThrow("at most 4096, got 4098");
    const narrow = { ...wide, probabilities: softmaxProbabilities(matrix(3, 2)) };
    await expect(bait({ ...narrow, features: matrix(2, 2) }, 1)).rejects.toThrow(
      "probabilities must be 2×any, got 3×2",
    );
  });
});

describe("projectFeatures", () => {
  test("keeps inner products in the mean, within its standard deviation", async () => {
    const x = normals(2, 40, 5);
    const want = gram(x).data;
    const projected = range(0, 400).map((seed) => projectFeatures(x, 16, seed));
    const grams = await Promise.all(projected.map(async (p) => gram(await p).data));
    const bound = Math.sqrt(2 / 16) * Math.sqrt(want[0]! * want[3]!);
    const mean = grams.reduce((sum, g) => sum + g[1]! / 400, 0);
    const spread = Math.sqrt(grams.reduce((sum, g) => sum + (g[1]! - want[1]!) ** 2 / 400, 0));
    expect(Math.abs(mean - want[1]!)).toBeLessThan((4 * bound) / 20);
    expect(spread).toBeLessThan(bound);
    expect(spread).toBeGreaterThan(bound / 3);
  });

  test("is linear, the same for a seed, and leaves few features as they are", async () => {
    const x = normals(3, 10, 6);
    const signs = await projectFeatures(identity(10), 4, 2);
    expect(await projectFeatures(x, 4, 2)).toBeAllclose(multiply(x, signs), { rtol: 1e-13 });
    expect((await projectFeatures(x, 4, 3)).data).not.toEqual(
      (await projectFeatures(x, 4, 2)).data,
    );
    expect(await projectFeatures(x, 10, 2)).toBe(x);
    await expect(projectFeatures(x, 0, 1)).rejects.toThrow("positive integer, got 0");
  });
});

function identity(n: number): Matrix {
  const result = matrix(n, n);
  for (let i = 0; i < n; i++) result.data[i * (n + 1)] = 1;
  return transpose(result);
}
