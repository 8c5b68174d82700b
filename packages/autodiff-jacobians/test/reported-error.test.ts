import { NumericalError, ShapeError } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { reportOf, throwIfReported } from "../src/workers/reported-error.ts";

test.each([
  new NumericalError("gram: a must be finite", "non-finite", { row: 3, col: 1 }),
  new ShapeError("factors: x must have 3 numbers, got 4"),
  new RangeError("factors: cotangents must have 2 columns"),
])("%s that a worker reports is thrown again with all that it tells", (error) => {
  const thrown = caught(structuredClone(reportOf(error)));
  expect(thrown).toBeInstanceOf(error.constructor);
  expect(thrown).toEqual(error);
});

test("what is no complaint of numbers, shapes or options is not reported", () => {
  expect(reportOf(new Error("broken"))).toBeUndefined();
  expect(reportOf("broken")).toBeUndefined();
});

test("results that are no reports are no errors", () => {
  for (const result of [undefined, null, 3, { from: 0, to: 2, sites: [] }]) {
    expect(caught(result)).toBeUndefined();
  }
});

function caught(result: unknown): unknown {
  try {
    throwIfReported(result);
    return undefined;
  } catch (error) {
    return error;
  }
}
