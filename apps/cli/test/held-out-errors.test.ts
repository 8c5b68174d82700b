import { expect, test } from "vitest";
import { quantile95 } from "../src/fit/held-out-errors.ts";

const shuffled = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => ((7 * i) % n) + 1);

test("quantile95 is the smallest residual that at most one new residual in 20 exceeds", () => {
  // A new residual is equally likely in each of the n + 1 gaps between 1 … n.
  for (const n of [19, 20, 39, 40, 99, 100, 1000]) {
    const above = n - quantile95(shuffled(n))! + 1;
    expect(above / (n + 1)).toBeLessThanOrEqual(0.05);
    expect((above + 1) / (n + 1)).toBeGreaterThan(0.05);
  }
});

test("of fewer than 19 residuals none is large enough", () => {
  expect(quantile95(shuffled(18))).toBeUndefined();
  expect(quantile95(shuffled(19))).toBe(19);
});
