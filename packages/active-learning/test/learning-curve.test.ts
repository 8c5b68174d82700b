import { expect, test } from "vitest";

import { learningCurve } from "../src/curves/learning-curve.ts";

test("reference: the band is Student's, quantiles as in SciPy's t.ppf", () => {
  // scipy.stats.t.ppf(0.975, n - 1) for n = 2, 3, 4, 10, 11, 31
  const quantiles = [
    [2, 12.706204736174694],
    [3, 4.302652729749462],
    [4, 3.182446305283708],
    [10, 2.2621571627982044],
    [11, 2.228138851986273],
    [31, 2.0422724563012378],
  ] as const;
  for (const [n, quantile] of quantiles) {
    const runs = Array.from({ length: n }, (_, i) => [i]);
    const { mean, low, high, repetitions } = learningCurve(runs);
    const half = quantile * Math.sqrt((n * (n + 1)) / 12 / n);
    expect(repetitions).toBe(n);
    expect(mean[0]).toBeCloseTo((n - 1) / 2, 12);
    expect((high[0]! - mean[0]!) / half).toBeCloseTo(1, 11);
    expect((mean[0]! - low[0]!) / half).toBeCloseTo(1, 11);
  }
});

test("each round is summarised by itself, and other levels widen the band", () => {
  const runs = [
    [1, 10],
    [3, 10],
  ];
  const { mean, low } = learningCurve(runs, 0.5);
  expect([...mean]).toEqual([2, 10]);
  // scipy.stats.t.ppf(0.75, 1) is 1, and s / sqrt(2) is 1.
  expect(low[0]).toBeCloseTo(1, 12);
  expect(low[1]).toBe(10);
});

test("a single run has no band", () => {
  const { mean, low, high } = learningCurve([[0.5]]);
  expect([mean[0], low[0], high[0]]).toEqual([0.5, -Infinity, Infinity]);
});

test.each([
  ["no runs", () => learningCurve([]), "at least 1, got none"],
  ["runs without rounds", () => learningCurve([[]]), "at least 1, got none"],
  ["runs of other lengths", () => learningCurve([[1, 2], [1]]), "got 2 and 1"],
  ["a level of 1", () => learningCurve([[1], [2]], 1), "level must lie between 0 and 1, got 1"],
])("%s are refused with what must hold", (_, call, message) => {
  expect(call).toThrow(message);
});
