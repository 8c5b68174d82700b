import { describe, expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { readNpy } from "../src/arrays/read-npy.ts";
import { npyFixture, parseEntry } from "./npy-fixture.ts";

describe("reference: arrays as NumPy saves them are read exactly", () => {
  test.each(npyFixture.arrays)("$name", ({ bytes, dtype, shape, values }) => {
    const array = readNpy(bytes);
    expect([array.dtype, array.shape]).toEqual([dtype, shape]);
    expect([...array.data]).toEqual(values.map((value) => parseEntry(value, array.data)));
  });
});

describe("what is no array of plain numbers is refused", () => {
  test.each(npyFixture.refused)("$name", ({ bytes }) => {
    expect(() => readNpy(bytes, { file: "a.npy" })).toThrow(DataError);
  });

  test("pickled objects are refused by name", () => {
    const { bytes } = npyFixture.refused.find(({ name }) => name === "pickled objects")!;
    expect(() => readNpy(bytes, { file: "a.npy" })).toThrow(
      'a.npy: type must be one of f8 f4 f2 i1 i2 i4 i8 u1 u2 u4 u8 b1 (pickled objects are never read), got "|O"',
    );
  });
});

test("a view of a larger buffer, such as what Node reads from disk, is read within its bounds", () => {
  const { bytes, shape, values } = npyFixture.arrays[0]!;
  const padded = Buffer.concat([Buffer.alloc(3, 7), bytes, Buffer.alloc(5, 7)]);
  const array = readNpy(padded.subarray(3, 3 + bytes.length));
  expect(array.shape).toEqual(shape);
  expect([...array.data]).toEqual(values.map(Number));
  padded.fill(0);
  expect([...array.data]).toEqual(values.map(Number));
});

/** Version 1.0 file with that header and data. */
function file(header: string, data: number, declared = header.length): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + data);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, declared & 255, declared >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

const good = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n";

test.each([
  ["nothing", new Uint8Array(), 'file must begin with "\\x93NUMPY", got 0 other bytes'],
  [
    "text",
    new TextEncoder().encode("a,b\n1,2\n3,4\n"),
    'file must begin with "\\x93NUMPY", got 12 other bytes',
  ],
  [
    "version 4.0",
    file(good, 16).map((b, i) => (i === 6 ? 4 : b)),
    "format version must be 1.0, 2.0 or 3.0, got 4.0",
  ],
  [
    "a header longer than the file",
    file(good, 0, 9999),
    "header must have at most 58 bytes, got 9999",
  ],
  ["data too short", file(good, 15), "data must have 16 bytes for shape (2) of f8, got 15 bytes"],
  ["data too long", file(good, 17), "data must have 16 bytes for shape (2) of f8, got 17 bytes"],
  [
    "a huge shape",
    file(good.replace("(2,)", "(4294967296, 4294967296, 4294967296)"), 16),
    "data must have 6.338253001141147e+29 bytes for shape (4294967296, 4294967296, 4294967296) of f8, got 16 bytes",
  ],
  [
    "an impossible size",
    file(good.replace("(2,)", "(9999999999999999, 0)"), 0),
    "shape must have at most 64 sizes below 2^53",
  ],
  ["a number for a shape", file(good.replace("(2,)", "(2)"), 16), "shape must be a tuple, got (2)"],
  [
    "a negative size",
    file(good.replace("(2,)", "(-2,)"), 16),
    "header must have one plain type, order and shape",
  ],
  [
    "a key twice",
    file(good.replace("'shape'", "'descr': '<f8', 'shape'"), 16),
    "header must have one plain type, order and shape",
  ],
  [
    "a key too many",
    file(good.replace("'shape'", "'x': True, 'shape'"), 16),
    "header must have descr, fortran_order and shape, nothing else",
  ],
  [
    "a key too few",
    file(good.replace("'shape': (2,), ", ""), 16),
    "header must have descr, fortran_order and shape, nothing else",
  ],
  ["no byte order", file(good.replace("<f8", "|f8"), 16), "type must be one of"],
  ["text after the dict", file(good.replace("\n", "x"), 16), "header must be a Python dict"],
])("a file with %s is refused", (_, bytes, message) => {
  expect(() => readNpy(bytes, { file: "a.npy" })).toThrow(`a.npy: ${message}`);
});

test("a boolean that is neither 0 nor 1 is refused", () => {
  const bytes = file(good.replace("<f8", "|b1"), 2).map((byte, i, all) =>
    i === all.length - 1 ? 2 : byte,
  );
  expect(() => readNpy(bytes)).toThrow("readNpy: booleans must be 0 or 1, got 2");
});

test("headers as Python 2 and other writers spell them are read", () => {
  for (const header of [
    "{'shape': (2L,), 'fortran_order': False, 'descr': '<f8'}",
    '{"descr":"<f8","fortran_order":True,"shape":(1,2)}',
  ]) {
    expect([...readNpy(file(header, 16)).data]).toEqual([0, 0]);
  }
});

test("a header of 64 KiB of spaces or digits is dealt with at once", () => {
  const start = performance.now();
  expect(readNpy(file(good.padEnd(65_535), 16)).shape).toEqual([2]);
  const long = good.replace("(2,)", `(${"1,".repeat(30_000)})`);
  expect(() => readNpy(file(long, 16))).toThrow("shape must have at most 64 sizes");
  expect(() => readNpy(file(good.replace("(2,)", "(".repeat(60_000)), 16))).toThrow(DataError);
  expect(performance.now() - start).toBeLessThan(2000);
});
