import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { readIdx } from "../src/images/read-idx.ts";

/** An IDX file: type, sizes, then the bytes of the entries as they are. */
function idx(type: number, shape: number[], data: Uint8Array): Uint8Array {
  const sizes = shape.flatMap((size) => [
    size >>> 24,
    (size >> 16) & 255,
    (size >> 8) & 255,
    size & 255,
  ]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...data]);
}

/** The bytes of numbers as `write` puts them, big-endian. */
function bigEndian(
  values: readonly number[],
  size: number,
  write: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    write(view, i * size, value);
  });
  return bytes;
}

const values = [1, -2, 300, -40_000, 5, 6];
const cases = [
  { name: "bytes", type: 8, dtype: "u1", want: [0, 255, 7, 8, 9, 10], size: 1, write: "setUint8" },
  {
    name: "signed bytes",
    type: 9,
    dtype: "i1",
    want: [0, -1, 127, -128, 1, 2],
    size: 1,
    write: "setInt8",
  },
  {
    name: "shorts",
    type: 11,
    dtype: "i2",
    want: [1, -2, 300, -30_000, 5, 6],
    size: 2,
    write: "setInt16",
  },
  { name: "ints", type: 12, dtype: "i4", want: values, size: 4, write: "setInt32" },
  {
    name: "floats",
    type: 13,
    dtype: "f4",
    want: [0.5, -1.25, 3, 4, 5, 6],
    size: 4,
    write: "setFloat32",
  },
  {
    name: "doubles",
    type: 14,
    dtype: "f8",
    want: [0.1, -1e300, 3, 4, 5, 6],
    size: 8,
    write: "setFloat64",
  },
] as const;

describe("arrays of every IDX type are read exactly, plain and gzipped", () => {
  test.each(cases)("$name", ({ type, dtype, want, size, write }) => {
    const data = bigEndian(want, size, (view, at, value) => {
      view[write](at, value);
    });
    const file = idx(type, [3, 2], data);
    for (const bytes of [file, gzipSync(file)]) {
      const array = readIdx(bytes);
      expect([array.dtype, array.shape]).toEqual([dtype, [3, 2]]);
      expect([...array.data]).toEqual(want);
    }
  });
});

test("a view of a larger buffer is read within its bounds and copied", () => {
  const file = idx(8, [2], Uint8Array.of(4, 5));
  const padded = Buffer.concat([Buffer.alloc(3, 7), file, Buffer.alloc(5, 7)]);
  const array = readIdx(padded.subarray(3, 3 + file.length));
  padded.fill(0);
  expect([...array.data]).toEqual([4, 5]);
});

const good = idx(8, [2, 2], Uint8Array.of(1, 2, 3, 4));
const zipped = gzipSync(good);

test.each([
  [
    "nothing",
    new Uint8Array(),
    "m.idx: file must begin with 0, 0 and a type of 8, 9, 11, 12, 13 or 14, got nothing",
  ],
  ["an unknown type", idx(10, [1], Uint8Array.of(1)), "got 0, 0, 10"],
  ["a first byte that is not 0", Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), "got 1, 0, 8"],
  [
    "no dimension",
    Uint8Array.of(0, 0, 8, 0),
    "m.idx: file must have the size of each dimension, at least one, got 4 bytes for 0 dimensions",
  ],
  ["a cut header", good.subarray(0, 9), "got 9 bytes for 2 dimensions"],
  [
    "missing data",
    good.subarray(0, -1),
    "m.idx: data must have 4 bytes for shape (2, 2), got 3 bytes",
  ],
  ["more data", Uint8Array.from([...good, 0]), "got 5 bytes"],
  [
    "sizes whose product overflows",
    idx(8, [0xffffffff, 0xffffffff, 0xffffffff], new Uint8Array()),
    "got 0 bytes",
  ],
  ["a cut gzip file", zipped.subarray(0, -9), "m.idx: gzip file's "],
  [
    "a tiny gzip file",
    zipped.subarray(0, 10),
    "m.idx: gzip file's length must be 18 bytes at least, got 10",
  ],
  [
    "a wrong checksum",
    zipped.map((byte, i) => (i === zipped.length - 8 ? byte ^ 1 : byte)),
    "gzip file's checksum must be right",
  ],
  [
    "a size below the contents",
    zipped.map((byte, i) => (i === zipped.length - 4 ? byte - 1 : byte)),
    "gzip file's inflated size must be 15, got more",
  ],
  [
    "a size beyond the contents",
    zipped.map((byte, i) => (i === zipped.length - 4 ? byte + 1 : byte)),
    "gzip file's inflated size must be 17, got 16",
  ],
  [
    "an impossible size",
    zipped.map((byte, i) => (i === zipped.length - 1 ? 255 : byte)),
    "inflated size must be possible for its bytes",
  ],
])("%s is refused with what must hold", (_, bytes, message) => {
  const read = () => readIdx(bytes, { file: "m.idx" });
  expect(read).toThrow(DataError);
  expect(read).toThrow(message);
});
