import { expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { readCifar } from "../src/images/read-cifar.ts";

/** A record: its labels, then each channel's plane with the value of `pixel(channel, row, column)`. */
function record(labels: number[], pixel: (c: number, h: number, w: number) => number): number[] {
  const planes = [0, 1, 2].flatMap((c) =>
    Array.from({ length: 1024 }, (_, i) => pixel(c, Math.floor(i / 32), i % 32) & 255),
  );
  return [...labels, ...planes];
}

const first = (c: number, h: number, w: number) => 100 * c + 3 * h + w;
const second = (c: number, h: number, w: number) => 7 * c + h + 5 * w;

test("a CIFAR-10 file gives images with channels last and their labels", () => {
  const bytes = Uint8Array.from([...record([9], first), ...record([0], second)]);
  const { shape, data, labels, coarseLabels } = readCifar(bytes);
  expect(shape).toEqual([2, 32, 32, 3]);
  expect([...labels]).toEqual([9, 0]);
  expect(coarseLabels).toBeUndefined();
  for (const [n, pixel] of [first, second].entries()) {
    for (const [h, w, c] of [
      [0, 0, 0],
      [31, 2, 1],
      [4, 31, 2],
    ] as const) {
      expect(data[((n * 32 + h) * 32 + w) * 3 + c]).toBe(pixel(c, h, w) & 255);
    }
  }
});

test("a CIFAR-100 file gives the superclass and the class", () => {
  const { labels, coarseLabels } = readCifar(Uint8Array.from(record([19, 99], first)), {
    kind: "cifar100",
  });
  expect([labels[0], coarseLabels![0]]).toEqual([99, 19]);
});

test.each([
  ["nothing", [], "cifar10", "c.bin: cifar10 file must hold records of 3073 bytes, got 0 bytes"],
  ["a cut record", record([1], first).slice(1), "cifar10", "got 3072 bytes"],
  [
    "CIFAR-10 read as CIFAR-100",
    record([1], first),
    "cifar100",
    "records of 3074 bytes, got 3073 bytes",
  ],
  [
    "a class beyond the last",
    record([10], first),
    "cifar10",
    "c.bin: record 0: label must be below 10, got 10",
  ],
  [
    "a superclass beyond the last",
    record([20, 3], first),
    "cifar100",
    "label must be below 20, got 20",
  ],
] as const)("%s is refused with what must hold", (_, bytes, kind, message) => {
  const read = () => readCifar(Uint8Array.from(bytes), { kind, file: "c.bin" });
  expect(read).toThrow(DataError);
  expect(read).toThrow(message);
});

test("a wrong label is found by its offset", () => {
  const bytes = Uint8Array.from([...record([1], first), ...record([77], first)]);
  expect(() => readCifar(bytes)).toThrow(expect.objectContaining({ offset: 3073 }));
});
