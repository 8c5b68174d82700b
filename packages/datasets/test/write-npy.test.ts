import { matrix, ShapeError } from "@ntkit/linalg";
import { expect, test } from "vitest";

import { readNpy } from "../src/arrays/read-npy.ts";
import { writeNpy } from "../src/arrays/write-npy.ts";
import { npyFixture } from "./npy-fixture.ts";

const sameForm = npyFixture.arrays.filter(
  ({ name, dtype }) => dtype !== "f2" && !/Fortran|version|endian/.test(name),
);

test.each(sameForm)("reference: $name is written byte for byte as NumPy writes it", ({ bytes }) => {
  expect(writeNpy(readNpy(bytes))).toEqual(bytes);
});

test("a matrix is written as float64 of its shape", () => {
  const m = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
  expect(readNpy(writeNpy(m))).toEqual({ shape: [2, 3], dtype: "f8", data: m.data });
});

test("only the part of the buffer that the typed array covers is written", () => {
  const data = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  expect([...readNpy(writeNpy({ shape: [2], data })).data]).toEqual([2, 3]);
});

test("a shape that does not fit the data is refused", () => {
  expect(() => writeNpy({ shape: [3], data: new Float64Array(2) })).toThrow(
    "writeNpy: shape must have as many entries as the data, got shape (3) of 2 entries",
  );
  expect(() => writeNpy({ shape: [-1, -2], data: new Float64Array(2) })).toThrow(ShapeError);
});
