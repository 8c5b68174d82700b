import { expect, test } from "vitest";

import { npyToMatrix } from "../src/arrays/npy-to-matrix.ts";

test("two dimensions are taken as they are, one becomes a column", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(npyToMatrix({ shape: [2, 3], dtype: "f4", data })).toEqual({
    rows: 2,
    cols: 3,
    data: Float64Array.from(data),
  });
  expect(npyToMatrix({ shape: [6], dtype: "f4", data })).toMatchObject({ rows: 6, cols: 1 });
});

test("no dimension and three dimensions are refused with the shape", () => {
  const data = Float64Array.of(1);
  expect(() => npyToMatrix({ shape: [], dtype: "f8", data })).toThrow(
    "npyToMatrix: array must have one or two dimensions, got shape ()",
  );
  expect(() => npyToMatrix({ shape: [1, 1, 1], dtype: "f8", data }, { file: "x.npy" })).toThrow(
    "x.npy: array must have one or two dimensions, got shape (1, 1, 1)",
  );
});

test("NaN and infinity are refused with row and column, unless they are wanted", () => {
  const array = { shape: [2, 2], dtype: "f8", data: Float64Array.of(1, 2, NaN, Infinity) } as const;
  expect(() => npyToMatrix(array)).toThrow("entries must be finite, got NaN in row 1, column 0");
  expect([...npyToMatrix(array, { allowNonFinite: true }).data]).toEqual([1, 2, NaN, Infinity]);
});

test("64-bit integers are converted where float64 holds them, and refused where not", () => {
  const good = BigInt64Array.of(-(2n ** 53n) + 1n, 7n);
  expect([...npyToMatrix({ shape: [2], dtype: "i8", data: good }).data]).toEqual([
    -(2 ** 53) + 1,
    7,
  ]);
  const data = BigUint64Array.of(1n, 2n ** 53n + 1n);
  expect(() => npyToMatrix({ shape: [1, 2], dtype: "u8", data }, { allowNonFinite: true })).toThrow(
    "entries must be an integer that float64 holds exactly, got 9007199254740993 in row 0, column 1",
  );
});
