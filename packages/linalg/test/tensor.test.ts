import { expect, test } from "vitest";
import { ShapeError, tensor } from "../src/index.ts";

test("a tensor has its shape and zeros, or the data that it is given", () => {
  expect(tensor([2, 3, 4])).toEqual({ shape: [2, 3, 4], data: new Float64Array(24) });
  const data = Float64Array.of(1, 2);
  expect(tensor([1, 2, 1], data).data).toBe(data);
  expect(tensor([]).data).toHaveLength(1);
  expect(tensor([3, 0]).data).toHaveLength(0);
});

test("a shape is copied, so that changing the list later does not change the tensor", () => {
  const shape = [2, 2];
  const a = tensor(shape);
  shape[0] = 5;
  expect(a.shape).toEqual([2, 2]);
});

test("sizes that are no counts, and data of another length, are named", () => {
  expect(() => tensor([2, -1])).toThrow(ShapeError);
  expect(() => tensor([2, 1.5])).toThrow("non-negative integers, got [2, 1.5]");
  expect(() => tensor([2, 3], new Float64Array(5))).toThrow("6 entries ([2, 3]), got 5");
});
