import { DataError, writeNpy } from "@ntkit/datasets";
import { expect, test } from "vitest";

import { readInputs } from "../src/input/read-inputs.ts";
import { workspace } from "./workspace.ts";

test("NPY arrays of any number of dimensions come as they are, a vector as one channel", async () => {
  const data = Float64Array.from({ length: 12 }, (_, i) => i - 5);
  const { path } = await workspace({
    "a.npy": writeNpy({ shape: [2, 3, 2], data }),
    "v.npy": writeNpy({ shape: [12], data }),
  });
  expect(await readInputs(path, "a.npy")).toEqual({ shape: [2, 3, 2], data });
  expect(await readInputs(path, "v.npy")).toEqual({ shape: [12, 1], data });
});

test("images of bytes are scaled to [0, 1] and get their channels", async () => {
  const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 51, 255);
  const cifar = new Uint8Array(3073).fill(102);
  cifar[0] = 3;
  const { path } = await workspace({ images: idx, "c.bin": cifar });
  const images = await readInputs(path, "images");
  expect(images.shape).toEqual([1, 1, 2, 1]);
  expect(images.data).toBeAllclose([0.2, 1], { rtol: 1e-15 });
  const colours = await readInputs(path, "c.bin");
  expect(colours.shape).toEqual([1, 32, 32, 3]);
  expect([colours.data[0], colours.data[3071]]).toEqual([0.4, 0.4]);
});

test("a table of numbers is a matrix of inputs", async () => {
  const { path } = await workspace({ "t.csv": "a,b\n1,2\n3,4\n" });
  expect(await readInputs(path, "t.csv")).toEqual({
    shape: [2, 2],
    data: Float64Array.of(1, 2, 3, 4),
  });
});

test("what is empty or not finite is refused with its file", async () => {
  const { path } = await workspace({
    "none.npy": writeNpy({ shape: [0, 3], data: new Float64Array() }),
    "nan.npy": writeNpy({ shape: [1, 2], data: Float64Array.of(1, NaN) }),
  });
  await expect(readInputs(path, "none.npy")).rejects.toThrow(
    "none.npy: inputs must have a row and a channel, got [0, 3]",
  );
  await expect(readInputs(path, "nan.npy")).rejects.toThrow(
    "nan.npy: entries must be finite, got NaN in entry (0, 1)",
  );
  await expect(readInputs(path, "missing.npy")).rejects.toThrow(DataError);
});
