import { expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { npyToTensor } from "../src/arrays/npy-to-tensor.ts";
import { readNpy } from "../src/arrays/read-npy.ts";
import { writeNpy } from "../src/arrays/write-npy.ts";

test("an array of any number of dimensions keeps its shape and its numbers", () => {
  const data = Float64Array.from({ length: 24 }, (_, i) => i / 7);
  for (const shape of [[24], [4, 6], [2, 3, 2, 2]]) {
    expect(npyToTensor(readNpy(writeNpy({ shape, data })))).toEqual({ shape, data });
  }
  const bytes = { shape: [1, 3], dtype: "u1", data: Uint8Array.of(0, 7, 255) } as const;
  expect(npyToTensor(bytes).data).toEqual(Float64Array.of(0, 7, 255));
});

test("an entry that is not finite is found by its index, unless it may pass", () => {
  const data = new Float64Array(24);
  data[23 - 4] = NaN;
  const array = { shape: [2, 3, 4], dtype: "f8", data } as const;
  expect(() => npyToTensor(array, { file: "a.npy" })).toThrow(DataError);
  expect(() => npyToTensor(array, { file: "a.npy" })).toThrow(
    "a.npy: entries must be finite, got NaN in entry (1, 1, 3)",
  );
  expect(npyToTensor(array, { allowNonFinite: true }).data[19]).toBeNaN();
});

test("integers that float64 would round, and a single number, are refused", () => {
  const large = { shape: [1], dtype: "i8", data: BigInt64Array.of(2n ** 53n + 1n) } as const;
  expect(() => npyToTensor(large)).toThrow(
    "npyToTensor: entries must be an integer that float64 holds exactly, got 9007199254740993 in entry (0)",
  );
  const number = { shape: [], dtype: "f8", data: Float64Array.of(1) } as const;
  expect(() => npyToTensor(number)).toThrow("must have one dimension at least, got shape ()");
});
