import { expect, test } from "vitest";
import { median } from "../src/median.ts";

test("median is the middle value, whatever the order and however far the outliers", () => {
  expect(median([3, 1e9, 1])).toBe(3);
  expect(median([10, 9])).toBe(9.5);
  expect(median([7])).toBe(7);
});

test("median leaves its argument as it is", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("median refuses an empty list", () => {
  expect(() => median([])).toThrow(new RangeError("median: values must not be empty, got []"));
});
