import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { readNpz } from "../src/arrays/read-npz.ts";
import { writeNpy } from "../src/arrays/write-npy.ts";
import { writeNpz } from "../src/arrays/write-npz.ts";
import { npyFixture, parseEntry } from "./npy-fixture.ts";

test.each(npyFixture.archives)(
  "reference: arrays as numpy.$name saves them are read exactly",
  ({ bytes }) => {
    const arrays = readNpz(bytes);
    expect([...arrays.keys()]).toEqual(Object.keys(npyFixture.archiveArrays));
    for (const [name, { shape, values }] of Object.entries(npyFixture.archiveArrays)) {
      const { data, shape: read } = arrays.get(name)!;
      expect(read).toEqual(shape);
      expect([...data]).toEqual(values.map((value) => parseEntry(value, data)));
    }
  },
);

const array = { shape: [1000], data: new Float64Array(1000).fill(1.5) };

test("an array may have any name: it is a key of a map", () => {
  const names = ["__proto__", "../../etc/passwd", "constructor", "日本", "0.weight"];
  const bytes = writeNpz(new Map(names.map((name) => [name, array])));
  const arrays = readNpz(bytes);
  expect([...arrays.keys()].sort()).toEqual([...names].sort());
  expect(Object.prototype).toEqual({});
});

/** The bytes with a 32-bit number put in place, counted from the last signature of that kind. */
function patch(bytes: Uint8Array, signature: number, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = copy.length - 4; at >= 0; at--) {
    if (view.getUint32(at, true) !== signature) continue;
    view.setUint32(at + offset, value, true);
    return copy;
  }
  throw new Error("signature not found");
}

const directory = 0x02014b50;
const end = 0x06054b50;
const stored = writeNpz({ a: array });
const deflated = writeNpz({ a: array }, { compress: true });

describe("a hostile archive is refused before it takes memory or time", () => {
  test.each([
    ["empty", new Uint8Array(), "end record must be there, got none in 0 bytes"],
    ["an NPY file", writeNpy(array), "end record must be there"],
    ["cut off", stored.slice(0, -1), "end record must be there"],
    [
      "with a lie about the stored size",
      patch(stored, directory, 24, 2 ** 31),
      "sizes of a stored entry must be equal",
    ],
    [
      "with an inflated size that DEFLATE cannot reach",
      patch(deflated, directory, 24, 2 ** 32 - 2),
      'entry "a.npy": inflated size must be possible',
    ],
    [
      "that inflates to more than it says",
      patch(deflated, directory, 24, 100),
      'entry "a.npy": inflated size must be 100, got more',
    ],
    [
      "that inflates to less than it says",
      patch(deflated, directory, 24, 8129),
      'entry "a.npy": inflated size must be 8129, got 8128',
    ],
    ["with a wrong checksum", patch(stored, directory, 16, 1), 'checksum of "a.npy" must be right'],
    ["with a directory elsewhere", patch(stored, end, 16, 0), "directory must lie between"],
    [
      "with an entry that begins nowhere",
      patch(stored, directory, 42, 5),
      "entries must have a local header",
    ],
    [
      "with an entry that is too long",
      patch(stored, directory, 20, 10_000),
      "entries must lie before the directory",
    ],
    [
      "with an unknown method",
      patch(stored, directory, 10, 99),
      "entries must be stored or deflated, got method 99",
    ],
    ["with an encrypted entry", patch(stored, directory, 8, 1), "entries must not be encrypted"],
  ])("%s", (_, bytes, message) => {
    expect(() => readNpz(bytes, { file: "k.npz" })).toThrow(`k.npz: archive's ${message}`);
  });

  test("a bomb of 40 MiB in 40 KiB stops at the size it declares", () => {
    const bomb = zipSync({ "a.npy": new Uint8Array(40 * 2 ** 20) });
    expect(bomb.length).toBeLessThan(45_000);
    expect(() => readNpz(patch(bomb, directory, 24, 1000))).toThrow("must be 1000, got more");
    expect(() => readNpz(bomb, { maxBytes: 2 ** 20 })).toThrow(
      "readNpz: archive's contents must have at most 1048576 bytes, got 41943040",
    );
  });

  test("two directory entries that share their bytes", () => {
    const twice = writeNpz({ a: array, b: array });
    // Entry b points at the local header of a.
    expect(() => readNpz(patch(twice, directory, 42, 0))).toThrow(DataError);
  });
});

test("an entry that is no .npy file, and one with a broken array in it, are named", () => {
  const bytes = zipSync({ "readme.txt": new Uint8Array(3) });
  expect(() => readNpz(bytes, { file: "k.npz" })).toThrow(
    'k.npz: archive\'s entries must be called <name>.npy, got "readme.txt"',
  );
  expect(() => readNpz(zipSync({ "a.npy": new Uint8Array(12) }), { file: "k.npz" })).toThrow(
    'k.npz[a.npy]: file must begin with "\\x93NUMPY", got 12 other bytes',
  );
});

test("a changed byte of an array is an error, or the same numbers compressed otherwise", () => {
  const small = { a: { shape: [40], data: Float64Array.from({ length: 40 }, (_, i) => i % 3) } };
  for (const compress of [false, true]) {
    const bytes = writeNpz(small, { compress });
    const dataStart = 30 + "a.npy".length;
    const dataEnd = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
    for (let at = dataStart; at < dataEnd; at++) {
      const changed = bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
      try {
        expect(readNpz(changed)).toEqual(readNpz(bytes));
        expect(compress).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }
  }
});
