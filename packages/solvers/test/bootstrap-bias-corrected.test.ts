import { random } from "@ntkit/linalg";
import { accuracyMetric, bootstrapBiasCorrected, rmseMetric } from "@ntkit/solvers";
import type { ConfigurationResult } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

function results(
  values: readonly (readonly number[])[],
  metric = accuracyMetric,
): Parameters<typeof bootstrapBiasCorrected>[0] {
  const configurations = values.map(
    (rowValues) => ({ rowValues: Float64Array.from(rowValues) }) as ConfigurationResult,
  );
  const rows = Int32Array.from(values[0] ?? [], (_, i) => i);
  return { configurations, metric, rows };
}

/** Right or wrong by the toss of a coin, [configurations][rows]. */
function coins(configurations: number, rows: number, seed: number): number[][] {
  const generator = random(seed);
  return Array.from({ length: configurations }, () =>
    Array.from({ length: rows }, () => (generator.uniform() < 0.5 ? 0 : 1)),
  );
}

describe("bootstrapBiasCorrected", () => {
  test("identity: the best of many coin tosses is corrected back to one half", () => {
    let [naive, corrected, covered] = [0, 0, 0];
    for (let trial = 0; trial < 40; trial++) {
      const values = coins(50, 100, trial);
      naive += Math.max(...values.map((v) => v.reduce((a, b) => a + b, 0) / 100)) / 40;
      const options = { seed: trial, resamples: 200 };
      const { estimate, interval } = bootstrapBiasCorrected(results(values), options);
      corrected += estimate / 40;
      if (interval.low <= 0.5 && interval.high >= 0.5) covered++;
    }
    expect(naive).toBeGreaterThan(0.6);
    // each trial's estimate has a standard deviation of about 0.05
    expect(Math.abs(corrected - 0.5)).toBeLessThan(0.03);
    expect(covered).toBeGreaterThanOrEqual(36);
  });

  test("identity: with one configuration it estimates that one's metric", () => {
    const values = coins(1, 400, 3);
    const mean = values[0]!.reduce((a, b) => a + b, 0) / 400;
    const { estimate, interval, selected } = bootstrapBiasCorrected(results(values), { seed: 1 });
    expect(Math.abs(estimate - mean)).toBeLessThan(0.005);
    expect(interval.low).toBeLessThan(mean);
    expect(interval.high).toBeGreaterThan(mean);
    expect([...selected]).toEqual([1000]);
  });

  test("selects the lowest where lower is better, ties to the first", () => {
    const values = [
      [4, 4, 4, 4],
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ];
    const found = bootstrapBiasCorrected(results(values, rmseMetric), { seed: 1, resamples: 20 });
    expect([...found.selected]).toEqual([0, 20, 0]);
    expect(found.estimate).toBe(1);
    expect(found.interval).toEqual({ low: 1, high: 1 });
  });

  test("the same seed gives the same answer, another seed another", () => {
    const values = results(coins(5, 50, 4));
    expect(bootstrapBiasCorrected(values, { seed: 7 })).toEqual(
      bootstrapBiasCorrected(values, { seed: 7 }),
    );
    expect(bootstrapBiasCorrected(values, { seed: 7 }).estimate).not.toBe(
      bootstrapBiasCorrected(values, { seed: 8 }).estimate,
    );
  });

  test("rows that were out of fold twice count once, by their mean", () => {
    const once = results([[1, 0, 0.5]]);
    const rows = Int32Array.of(0, 1, 2, 2);
    const twice = { ...results([[1, 0, 0, 1]]), rows };
    expect(bootstrapBiasCorrected(twice, { seed: 1 })).toEqual(
      bootstrapBiasCorrected(once, { seed: 1 }),
    );
  });

  test("rejects what it cannot resample", () => {
    expect(() => bootstrapBiasCorrected(results([]), { seed: 1 })).toThrow(
      "configurations must not be empty, got []",
    );
    expect(() => bootstrapBiasCorrected(results([[1]]), { seed: 1 })).toThrow(
      "there must be at least 2 rows, got 1",
    );
    const two = results([[1, 0]]);
    expect(() => bootstrapBiasCorrected(two, { seed: 1, resamples: 0 })).toThrow(
      "resamples must be a positive integer, got 0",
    );
    expect(() => bootstrapBiasCorrected(two, { seed: 1, level: 1 })).toThrow(
      "level must be between 0 and 1, got 1",
    );
  });
});
