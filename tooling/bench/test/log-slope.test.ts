import { random } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { logSlope } from "../src/convergence/log-slope.ts";

test("errors that halve where the width quadruples have the slope -1/2 without an error", () => {
  const points = [1, 4, 16].map((width) => ({ width, errors: [3, 3].map((e) => e / Math.sqrt(width)) })); // prettier-ignore
  const { value, standardError } = logSlope(points);
  expect(value).toBeCloseTo(-0.5, 14);
  expect(standardError).toBe(0);
});

test("its standard error is the spread of the slopes of repeated experiments", () => {
  const { normal } = random(1);
  const slopes = Array.from({ length: 400 }, () =>
    logSlope(
      [8, 16, 32].map((width) => ({
        width,
        errors: Array.from({ length: 20 }, () => (1 + 0.3 * normal()) / Math.sqrt(width)),
      })),
    ),
  );
  const values = slopes.map(({ value }) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / 400;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399);
  const told = slopes.reduce((sum, { standardError }) => sum + standardError, 0) / 400;
  // Of 400 slopes the spread is known to 1/√800.
  expect(Math.abs(spread / told - 1)).toBeLessThan(4 / Math.sqrt(800));
  expect(Math.abs(mean + 0.5)).toBeLessThan((4 * told) / 20);
});
