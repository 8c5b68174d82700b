import { matrix, ShapeError } from "@ntkit/linalg";
import { expect, test } from "vitest";

import { npzComment } from "../src/arrays/npz-comment.ts";
import { readNpz } from "../src/arrays/read-npz.ts";
import { writeNpz } from "../src/arrays/write-npz.ts";

const arrays = {
  ntk: matrix(2, 2, Float64Array.of(1, 0.5, 0.5, 2)),
  labels: { shape: [3], data: Int32Array.of(2, 0, 1) },
  mask: { shape: [2], data: Uint8Array.of(1, 0), dtype: "b1" as const },
};

test.each([false, true])("readNpz reads back what was written, compress: %s", (compress) => {
  const read = readNpz(writeNpz(arrays, { compress }));
  expect([...read.keys()]).toEqual(["ntk", "labels", "mask"]);
  expect(read.get("ntk")).toEqual({ shape: [2, 2], dtype: "f8", data: arrays.ntk.data });
  expect(read.get("labels")).toEqual({ shape: [3], dtype: "i4", data: arrays.labels.data });
  expect(read.get("mask")).toEqual({ shape: [2], dtype: "b1", data: arrays.mask.data });
});

test("equal arrays give equal bytes, at any time", async () => {
  const first = writeNpz(arrays);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(writeNpz(arrays)).toEqual(first);
});

test("compressing makes a constant array small", () => {
  const array = { shape: [1000], data: new Float64Array(1000) };
  expect(writeNpz({ array }, { compress: true }).length).toBeLessThan(400);
});

test("an empty name and a shape that does not fit are refused", () => {
  expect(() => writeNpz({ "": arrays.ntk })).toThrow(
    'writeNpz: names must have characters, got ""',
  );
  expect(() => writeNpz({ a: { shape: [2], data: new Float64Array(3) } })).toThrow(ShapeError);
});

test("a comment comes back, and readNpz does not see it", () => {
  const comment = "Σ of α, " + "x".repeat(65_000);
  const bytes = writeNpz(arrays, { comment });
  expect(npzComment(bytes)).toBe(comment);
  expect(readNpz(bytes)).toEqual(readNpz(writeNpz(arrays)));
  expect(npzComment(writeNpz(arrays))).toBe("");
});

test.each([
  ["too long", "é".repeat(32_768), /comment must be text of at most 65535 bytes, got 65536/],
  ["the signature of the end record", "PK\u0005\u0006", /comment must be/],
])("a comment that is %s is refused", (_, comment, message) => {
  expect(() => writeNpz(arrays, { comment })).toThrow(message);
});

test("npzComment refuses bytes that are no archive, and names the file", () => {
  expect(() => npzComment(new Uint8Array(30), { file: "k.npz" })).toThrow(/k\.npz/);
});
