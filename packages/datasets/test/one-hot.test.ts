import { toRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

import { oneHot } from "../src/encoding/one-hot.ts";

test("each row has a one in the column of its label", () => {
  expect(toRows(oneHot([1, 0], 3))).toEqual([
    [0, 1, 0],
    [1, 0, 0],
  ]);
});

test("identity: centred rows sum to 0 and differ from plain ones by 1/C", () => {
  const centred = toRows(oneHot(Int32Array.of(2, 0), 4, { centered: true }));
  expect(centred).toEqual([
    [-0.25, -0.25, 0.75, -0.25],
    [0.75, -0.25, -0.25, -0.25],
  ]);
});

test("labels outside the classes and a count below 1 are refused", () => {
  expect(() => oneHot([0, 2], 2)).toThrow(
    "oneHot: labels must be integers from 0 to 1, got 2 at 1",
  );
  expect(() => oneHot([-1], 2)).toThrow(RangeError);
  expect(() => oneHot([], 0)).toThrow("oneHot: count must be a positive integer, got 0");
});
