import { expect, test } from "vitest";
import { rankCorrelation } from "../src/active-learning/rank-correlation.ts";

test("reference: rank correlations are those of scipy.stats.spearmanr, ties included", () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 14);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 14);
  expect(rankCorrelation([1, 2, 2, 5, 0], [3, 1, 4, 1, 5])).toBeCloseTo(-0.7631578947368421, 12);
  expect(rankCorrelation([0.1, 0.7, 0.3, 0.9, 0.2, 0.5], [2, 7, 1, 8, 2, 8])).toBeCloseTo(
    0.7061878636037996,
    12,
  );
});

test("a list without any order has no correlation", () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
});
