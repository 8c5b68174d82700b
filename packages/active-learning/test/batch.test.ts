import { fromRows, matrix } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

import { lookAheadQuery } from "../src/batch/look-ahead-query.ts";
import { selectBatch } from "../src/batch/select-batch.ts";
import { subsample } from "../src/batch/subsample.ts";
import { varianceReduction } from "../src/criteria/variance-reduction.ts";
import { addPick } from "../src/look-ahead/add-pick.ts";
import { estimateLookAhead } from "../src/look-ahead/estimate-look-ahead.ts";
import { lookAhead } from "../src/look-ahead/look-ahead.ts";
import { posteriorCovariance } from "../src/look-ahead/posterior-covariance.ts";
import { rebase } from "../src/look-ahead/rebase.ts";
import { scoreCandidates } from "../src/look-ahead/score-candidates.ts";
import { topScores } from "../src/strategies/top-scores.ts";
import { problemOf, randomWhole, range } from "./support.ts";

const whole = randomWhole(10, 14, 3, 11, { lengthScale: 1.2, ridge: 1e-3 });
const state = await lookAhead(problemOf(whole));

describe("a sequential query", () => {
  test("equals scoring anew after training on each pick, changes counted from the model with it", async () => {
    const { picks, scores } = await lookAheadQuery(state, 4);
    let now = state;
    for (let round = 0; round < 4; round++) {
      const all = await scoreCandidates(now);
      const best = topScores(all.candidates, all.scores, 1);
      expect(picks[round]).toBe(best.picks[0]);
      expect(scores[round]! / best.scores[0]!).toBeCloseTo(1, 11);
      const label = classify(now.predictions)[picks[round]!]!;
      const code = [0, 1, 2].map((c) => (c === label ? 1 : 0));
      now = rebase(await addPick(now, picks[round]!, code));
    }
  });

  test("gives the same from a covariance that is kept as from one that is computed anew", async () => {
    const kept = await lookAheadQuery(state, 6);
    const anew = await lookAheadQuery(state, 6, { memory: 0 });
    expect(kept.picks).toEqual(anew.picks);
    expect(kept.scores).toBeAllclose(anew.scores, { rtol: 1e-10 });
  });

  test("does not ask for two copies of one row, where one round of scoring does", async () => {
    const kernel = fromRows([
      [1, 0.1, 0.1, 0.05, 0.02],
      [0.1, 1, 1, 0.3, 0.1],
      [0.1, 1, 1, 0.3, 0.1],
      [0.05, 0.3, 0.3, 1, 0.2],
      [0.02, 0.1, 0.1, 0.2, 0.5],
    ]);
    const copies = await lookAhead(
      problemOf({ kernel, targets: matrix(5, 1), outputs: matrix(5, 1), ridge: 1e-6, labelled: 1 }),
    );
    const options = { criterion: varianceReduction };
    expect([...(await lookAheadQuery(copies, 2, { ...options, sequential: false })).picks]).toEqual(
      [0, 1],
    );
    expect([...(await lookAheadQuery(copies, 2, options)).picks]).toEqual([0, 2]);
  });

  test("scores what a pick changes by itself, however much the picks before it changed", async () => {
    // Two groups that know nothing of one another: the first has the larger change, and then its second row
    // would add to it, while the second group's row changes more by itself.
    const groups = await lookAhead({
      train: fromRows([[1]]),
      cross: fromRows([[0], [0], [0]]),
      pool: fromRows([
        [1, 0.9, 0],
        [0.9, 1, 0],
        [0, 0, 1],
      ]),
      targets: fromRows([[1, 0]]),
      poolOutputs: fromRows([
        [0.4, 0],
        [0.4, 0],
        [0.3, 0],
      ]),
    });
    const { picks, scores } = await lookAheadQuery(groups, 2);
    expect([...picks]).toEqual([0, 2]);
    expect(scores).toBeAllclose([0.6 * 1.9, 0.7], { rtol: 1e-13 });
  });

  test("goes on when a pick adds nothing to what is labelled", async () => {
    const copies = await lookAhead({
      train: fromRows([[1]]),
      cross: fromRows([[1], [1]]),
      pool: fromRows([
        [1, 1],
        [1, 1],
      ]),
      targets: fromRows([[1, 0]]),
    });
    expect([...(await lookAheadQuery(copies, 2)).picks]).toEqual([0, 1]);
  });

  test("keeps to its candidates, and reports progress through all rounds", async () => {
    const heard: number[] = [];
    const { picks } = await lookAheadQuery(state, 3, {
      candidates: [3, 9, 5],
      onProgress: (fraction) => heard.push(fraction),
    });
    expect([...picks].sort()).toEqual([3, 5, 9]);
    expect(heard).toEqual([1 / 3, 2 / 3, 1]);
  });

  test("learns the likeliest of several labels, and for regression what is predicted", async () => {
    const options = { pseudoLabels: "distribution" } as const;
    const { picks } = await lookAheadQuery(state, 2, options);
    const label = classify(state.predictions)[picks[0]!]!;
    const code = [0, 1, 2].map((c) => (c === label ? 1 : 0));
    const after = await scoreCandidates(rebase(await addPick(state, picks[0]!, code)), options);
    expect(picks[1]).toBe(topScores(after.candidates, after.scores, 1).picks[0]);

    const one = await lookAhead(problemOf(randomWhole(5, 6, 1, 12, { ridge: 0.2 })));
    const gaussian = { pseudoLabels: "gaussian" } as const;
    const both = await lookAheadQuery(one, 2, gaussian);
    const predicted = [one.predictions.data[both.picks[0]!]!];
    const trained = rebase(await addPick(one, both.picks[0]!, predicted));
    const next = await scoreCandidates(trained, gaussian);
    const second = topScores(next.candidates, next.scores, 1).scores[0]!;
    expect(both.scores[1]! / second).toBeCloseTo(1, 11);
  });
});

describe("a batch from one round of scoring", () => {
  test("is the best scores when there are no rules", async () => {
    const { candidates, scores } = await scoreCandidates(state);
    const query = await lookAheadQuery(state, 5, { sequential: false });
    expect(query).toEqual(topScores(candidates, scores, 5));
  });

  test("takes classes in turns, and goes on when one has no candidate left", async () => {
    const balance = range(0, 14).map((row) => (row < 2 ? 1 : 0));
    const { candidates, scores } = await scoreCandidates(state);
    const { picks } = await lookAheadQuery(state, 6, { balance });
    expect(picks.filter((row) => row < 2)).toHaveLength(2);
    const others = topScores(candidates.slice(2), scores.slice(2), 4);
    expect([...picks.filter((row) => row >= 2)]).toEqual([...others.picks]);
    const turns = [...picks].slice(0, 4).map((row) => balance[row]);
    expect(turns[0]).not.toBe(turns[1]);
    expect(turns[2]).not.toBe(turns[3]);
  });

  test("leaves what is like a pick until nothing else is there", async () => {
    const limit = 0.5;
    const { candidates, scores } = await scoreCandidates(state);
    const { picks } = await lookAheadQuery(state, 14, { maxSimilarity: limit });
    expect([...picks].sort((a, b) => a - b)).toEqual(range(0, 14));
    const all = Int32Array.from(range(0, 14));
    const { data } = await posteriorCovariance(state, all, all);
    const alike = (a: number, b: number) =>
      Math.abs(data[14 * a + b]!) > limit * Math.sqrt(state.variance[a]! * state.variance[b]!);
    // By hand: the best that is unlike all picks, then the rest by score.
    const order = [...topScores(candidates, scores, 14).picks];
    const want: number[] = [];
    for (const row of order) if (!want.some((pick) => alike(pick, row))) want.push(row);
    expect(want.length).toBeLessThan(14);
    for (const row of order) if (!want.includes(row)) want.push(row);
    expect([...picks]).toEqual(want);
  });

  test("carries the scores of its picks", async () => {
    const scored = await scoreCandidates(state);
    const { picks, scores } = await selectBatch(state, scored, 3, { maxSimilarity: 0.2 });
    expect([...scores]).toEqual([...picks].map((row) => scored.scores[row]));
  });
});

test.each([
  [
    "more picks than candidates",
    () => lookAheadQuery(state, 15),
    "count must be an integer from 1 to the 14 candidates, got 15",
  ],
  [
    "more picks than given candidates",
    () => lookAheadQuery(state, 3, { candidates: [1, 2] }),
    "from 1 to the 2 candidates, got 3",
  ],
  [
    "more than one round has",
    () => lookAheadQuery(state, 15, { sequential: false }),
    "from 1 to the 14 candidates, got 15",
  ],
  ["no picks", () => lookAheadQuery(state, 0), "got 0"],
  [
    "rules for a sequence",
    () => lookAheadQuery(state, 2, { sequential: true, maxSimilarity: 0.5 }),
    "must be used with sequential: false",
  ],
  [
    "classes for another pool",
    () => lookAheadQuery(state, 2, { balance: [1] }),
    "balance must have a class for each of the 14 pool rows, got 1",
  ],
  [
    "a similarity above 1",
    () => lookAheadQuery(state, 2, { maxSimilarity: 1.5 }),
    "maxSimilarity must be from 0 to 1, got 1.5",
  ],
])("%s is refused with what must hold", async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});

describe("subsample", () => {
  const rows = range(100, 160);

  test("draws different rows in order, the same for the same seed", () => {
    const drawn = subsample(rows, 20, 5);
    expect(new Set(drawn).size).toBe(20);
    expect([...drawn]).toEqual([...drawn].sort((a, b) => a - b));
    expect(drawn.every((row) => rows.includes(row))).toBe(true);
    expect(subsample(rows, 20, 5)).toEqual(drawn);
    expect(subsample(rows, 20, 6)).not.toEqual(drawn);
  });

  test("keeps the share of each class up to rounding", () => {
    const classes = rows.map((row) => (row < 130 ? 0 : row < 150 ? 1 : 2));
    const drawn = subsample(rows, 12, 1, classes);
    const counts = [0, 1, 2].map((c) => drawn.filter((row) => classes[row - 100] === c).length);
    expect(counts).toEqual([6, 4, 2]);
    expect(subsample(rows, 13, 1, classes)).toHaveLength(13);
    // 3.2 and 0.8 rows: the larger remainder gets the row that rounding leaves.
    const two = range(0, 10).map((row) => (row < 8 ? 0 : 1));
    expect(subsample(range(0, 10), 4, 1, two).filter((row) => row >= 8)).toHaveLength(1);
  });

  test("gives each row the same chance", () => {
    const counts = new Array<number>(6).fill(0);
    for (let seed = 0; seed < 3000; seed++)
      for (const i of subsample([0, 1, 2, 3, 4, 5], 2, seed)) counts[i]!++;
    // Each count is binomial with mean 1000 and standard deviation 25.8.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * 25.8);
  });

  test("refuses more than there are, and classes for other rows", () => {
    expect(() => subsample([1, 2], 3, 0)).toThrow("from 1 to the 2 candidates, got 3");
    expect(() => subsample([1, 2], 1, 0, [0])).toThrow("an entry for each of the 2 rows, got 1");
  });
});

test("the estimate counts the work of one factorisation, and that of one solve per candidate", () => {
  const { flops, naiveFlops, bytes } = estimateLookAhead({
    labelled: 1000,
    pool: 10_000,
    outputs: 10,
  });
  expect(flops).toBeCloseTo(1e9 / 3 + 1e10 + 1e8 * 2030, 0);
  expect(naiveFlops / flops).toBeGreaterThan(10);
  const sizes = { labelled: 10, pool: 100, outputs: 1 };
  const work = (rounds: number) => estimateLookAhead({ ...sizes, rounds }).flops;
  expect(work(3) - work(2)).toBeCloseTo(1e4 * 23, 6);
  expect(bytes).toBeGreaterThan(8 * 2 * 1e7);
  expect(() => estimateLookAhead({ labelled: 0, pool: 1, outputs: 1 })).toThrow(
    "sizes must be positive integers, got n = 0",
  );
});
