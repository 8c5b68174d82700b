import { fromRows, gram, matrix, matrixTiles, multiply, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { softmaxProbabilities } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

import { badge } from "../src/strategies/badge.ts";
import { badgeGeometry } from "../src/strategies/badge-geometry.ts";
import { coreSet } from "../src/strategies/core-set.ts";
import { disagreement } from "../src/strategies/disagreement.ts";
import { featureGeometry, kernelGeometry } from "../src/strategies/geometry.ts";
import { largestCluster } from "../src/strategies/largest-cluster.ts";
import { randomQuery } from "../src/strategies/random-query.ts";
import { topScores } from "../src/strategies/top-scores.ts";
import { uncertainty } from "../src/strategies/uncertainty.ts";
import { normals, range } from "./support.ts";

const p = fromRows([
  [0.7, 0.2, 0.1],
  [0.5, 0.5, 0],
  [1, 0, 0],
  [0.4, 0.3, 0.3],
]);

test("uncertainty gives entropy, margin and least confidence as they are defined", () => {
  const h = (...q: number[]) => q.reduce((sum, x) => sum - x * Math.log(x), 0);
  expect(uncertainty(p, "entropy")).toBeAllclose(
    [h(0.7, 0.2, 0.1), Math.LN2, 0, h(0.4, 0.3, 0.3)],
    { rtol: 1e-14 },
  );
  expect(uncertainty(p, "margin")).toBeAllclose([0.5, 1, 0, 0.9], { rtol: 1e-14 });
  expect(uncertainty(p, "least-confidence")).toBeAllclose([0.3, 0.5, 0, 0.6], { rtol: 1e-14 });
});

test("disagreement is log 2 where two sure members differ and 0 where all agree", () => {
  const a = fromRows([
    [1, 0],
    [0.3, 0.7],
    [0.5, 0.5],
  ]);
  const b = fromRows([
    [0, 1],
    [0.3, 0.7],
    [0.1, 0.9],
  ]);
  const h = (q: number) => -q * Math.log(q) - (1 - q) * Math.log(1 - q);
  const want = [Math.LN2, 0, h(0.3) - (h(0.5) + h(0.1)) / 2];
  expect(disagreement([a, b])).toBeAllclose(want, { rtol: 1e-13, atol: 1e-16 });
});

test("topScores takes the highest, ties to the earlier candidate", () => {
  const { picks, scores } = topScores([7, 3, 9, 5], [1, 2, 2, 0], 3);
  expect([...picks]).toEqual([3, 9, 7]);
  expect([...scores]).toEqual([2, 2, 1]);
});

test("randomQuery draws different candidates, the same for the same seed", () => {
  const { picks } = randomQuery(range(10, 40), 12, 3);
  expect(new Set(picks).size).toBe(12);
  expect(randomQuery(range(10, 40), 12, 3).picks).toEqual(picks);
  expect(randomQuery(range(10, 40), 12, 4).picks).not.toEqual(picks);
  expect(picks.every((row) => row >= 10 && row < 40)).toBe(true);
});

const features = normals(30, 4, 1);
const labelled = normals(5, 4, 2);

/** |a − b| of two rows, without any trick. */
function distance(a: Matrix, i: number, b: Matrix, j: number): number {
  return Math.hypot(
    ...range(0, a.cols).map((k) => a.data[i * a.cols + k]! - b.data[j * b.cols + k]!),
  );
}

const nearestOf = (row: number, picks: readonly number[], known: Matrix | undefined) =>
  Math.min(
    Infinity,
    ...picks.map((pick) => distance(features, row, features, pick)),
    ...range(0, known?.rows ?? 0).map((i) => distance(features, row, known!, i)),
  );

describe("coreSet", () => {
  test("takes the farthest row from what is labelled or picked, again and again", async () => {
    const { picks, scores } = await coreSet(await featureGeometry(features, labelled), 6);
    for (let round = 0; round < 6; round++) {
      const before = [...picks].slice(0, round);
      const distances = range(0, 30).map((row) => nearestOf(row, before, labelled));
      expect(picks[round]).toBe(distances.indexOf(Math.max(...distances)));
      expect(scores[round]).toBeCloseTo(Math.max(...distances), 12);
    }
  });

  test("begins with the longest row when nothing is labelled", async () => {
    const { picks, scores } = await coreSet(await featureGeometry(features), 2);
    const lengths = range(0, 30).map((row) => distance(features, row, matrix(1, 4), 0));
    expect(picks[0]).toBe(lengths.indexOf(Math.max(...lengths)));
    expect([scores[0], scores[1]! < Infinity]).toEqual([Infinity, true]);
  });

  test("on the linear kernel is the same as on the features", async () => {
    const cross = multiply(features, transpose(labelled));
    const norms = Float64Array.from(
      range(0, 5),
      (i) => distance(labelled, i, matrix(1, 4), 0) ** 2,
    );
    const onKernel = await kernelGeometry(matrixTiles(gram(features)), cross, norms);
    const onFeatures = await featureGeometry(features, labelled);
    expect((await coreSet(onKernel, 8)).picks).toEqual((await coreSet(onFeatures, 8)).picks);
  });

  test("covers with at most twice the best radius of any choice", async () => {
    const small = matrix(9, 4, features.data.slice(0, 36));
    const geometry = await featureGeometry(small);
    const radius = (centres: readonly number[]) =>
      Math.max(
        ...range(0, 9).map((row) =>
          Math.min(...centres.map((c) => distance(small, row, small, c))),
        ),
      );
    const best = Math.min(
      ...range(0, 9).flatMap((a) =>
        range(0, 9).flatMap((b) => range(0, 9).map((c) => radius([a, b, c]))),
      ),
    );
    expect(radius([...(await coreSet(geometry, 3)).picks])).toBeLessThanOrEqual(2 * best);
  });
});

describe("largestCluster", () => {
  test("takes the farthest row of the cluster with the largest sum of squares", async () => {
    const { picks, scores } = await largestCluster(await featureGeometry(features, labelled), 6);
    for (let round = 0; round < 6; round++) {
      const before = [...picks].slice(0, round);
      const centres = [
        ...range(0, 5).map((i) => (row: number) => distance(features, row, labelled, i)),
        ...before.map((pick) => (row: number) => distance(features, row, features, pick)),
      ];
      const clusters = centres.map(() => [] as { row: number; d: number }[]);
      for (const row of range(0, 30).filter((x) => !before.includes(x))) {
        const d = centres.map((centre) => centre(row));
        clusters[d.indexOf(Math.min(...d))]!.push({ row, d: Math.min(...d) });
      }
      const sizes = clusters.map((members) => members.reduce((sum, { d }) => sum + d * d, 0));
      const members = clusters[sizes.indexOf(Math.max(...sizes))]!;
      const want = members.reduce((a, b) => (b.d > a.d ? b : a));
      expect(picks[round]).toBe(want.row);
      expect(scores[round]).toBeCloseTo(want.d, 12);
    }
  });

  test("begins with the longest row when nothing is labelled, and never picks twice", async () => {
    const { picks } = await largestCluster(await featureGeometry(features), 30);
    expect([...picks].sort((a, b) => a - b)).toEqual(range(0, 30));
    const lengths = range(0, 30).map((row) => distance(features, row, matrix(1, 4), 0));
    expect(picks[0]).toBe(lengths.indexOf(Math.max(...lengths)));
  });
});

describe("badge", () => {
  const probabilities = softmaxProbabilities(normals(30, 3, 9));

  test("identity: its geometry is that of the embeddings written out", async () => {
    const geometry = badgeGeometry(features, probabilities);
    const embedding = (x: number) => {
      const row = [...probabilities.data.subarray(3 * x, 3 * x + 3)];
      const top = row.indexOf(Math.max(...row));
      return row.flatMap((q, c) =>
        range(0, 4).map((k) => (q - (c === top ? 1 : 0)) * features.data[4 * x + k]!),
      );
    };
    const written = fromRows(range(0, 30).map(embedding));
    const all = gram(written);
    for (const row of [0, 17]) {
      const want = all.data.subarray(30 * row, 30 * row + 30);
      expect(await geometry.products(row)).toBeAllclose(want, { rtol: 1e-12, atol: 1e-14 });
    }
    const norms = range(0, 30).map((x) => all.data[31 * x]!);
    expect(geometry.squaredNorms).toBeAllclose(norms, { rtol: 1e-13 });
  });

  test("begins with the longest embedding and draws the others by squared distance", async () => {
    const line = fromRows([[0], [0.001], [3], [10]]);
    const geometry = await featureGeometry(line);
    const seconds = [0, 0, 0, 0];
    for (let seed = 0; seed < 2000; seed++) {
      const { picks } = await badge(geometry, 2, seed);
      expect(picks[0]).toBe(3);
      seconds[picks[1]!]!++;
    }
    const weights = [100, 9.999 ** 2, 49];
    const total = weights.reduce((a, b) => a + b);
    weights.forEach((weight, row) => {
      const mean = (2000 * weight) / total;
      expect(Math.abs(seconds[row]! - mean)).toBeLessThan(
        4 * Math.sqrt(mean * (1 - weight / total)),
      );
    });
  });

  test("draws evenly what is left when all distances are 0, and never twice", async () => {
    const geometry = await featureGeometry(fromRows([[1], [1], [1], [1]]));
    const seen = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const { picks } = await badge(geometry, 4, seed);
      expect([...picks].sort()).toEqual([0, 1, 2, 3]);
      seen.add(picks[1]!);
    }
    expect(seen.size).toBe(3);
  });

  test("gives the same rows for the same seed", async () => {
    const geometry = badgeGeometry(features, probabilities);
    const first = await badge(geometry, 10, 1);
    expect((await badge(geometry, 10, 1)).picks).toEqual(first.picks);
    expect((await badge(geometry, 10, 2)).picks).not.toEqual(first.picks);
  });
});

test("every strategy keeps to its candidates, reports progress and can be aborted", async () => {
  const geometry = await featureGeometry(features, labelled);
  for (const strategy of [
    coreSet,
    largestCluster,
    (g: typeof geometry, n: number, o: object) => badge(g, n, 0, o),
  ]) {
    const heard: number[] = [];
    const candidates = [4, 8, 15];
    const { picks } = await strategy(geometry, 3, {
      candidates,
      onProgress: (f: number) => heard.push(f),
    });
    expect([...picks].sort((a, b) => a - b)).toEqual(candidates);
    expect(heard).toEqual([1 / 3, 2 / 3, 1]);
    const reason = new Error("enough");
    await expect(strategy(geometry, 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(strategy(geometry, 4, { candidates })).rejects.toThrow(
      "count must be an integer from 1 to the 3 candidates, got 4",
    );
    await expect(strategy(geometry, 1, { candidates: [30] })).rejects.toThrow(
      "candidates must be different integers from 0 to 29, got 30",
    );
  }
});

test.each([
  [
    "rows that do not sum to 1",
    () => uncertainty(fromRows([[0.5, 0.4]]), "entropy"),
    "sum to 1 in each row, got sum 0.9 and minimum 0.4 in row 0",
  ],
  [
    "negative probabilities",
    () => uncertainty(fromRows([[1.5, -0.5]]), "entropy"),
    "minimum -0.5 in row 0",
  ],
  [
    "one class",
    () => uncertainty(matrix(2, 1), "margin"),
    "a row and two classes at least, got 2×1",
  ],
  [
    "NaN",
    () => uncertainty(fromRows([[NaN, 1]]), "margin"),
    "probabilities must be finite, got NaN in row 0, column 0",
  ],
  ["one member", () => disagreement([p]), "members must be two at least, got 1"],
  [
    "members of other shapes",
    () => disagreement([p, fromRows([[1, 0]])]),
    "member must be 4×3, got 1×2",
  ],
  [
    "features of another width",
    () => featureGeometry(features, matrix(2, 3)),
    "labelled must be any×4, got 2×3",
  ],
  [
    "embeddings for another pool",
    () => badgeGeometry(features, p),
    "probabilities must be 30×any, got 4×3",
  ],
])("%s are refused with what must hold", async (_, call, message) => {
  await expect((async () => await call())()).rejects.toThrow(message);
});
