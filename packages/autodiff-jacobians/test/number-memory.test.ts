import { expect, test } from "vitest";
import { createNumberMemory } from "../src/ops/number-memory.ts";
import type { Numbers } from "../src/ops/series.ts";

/** Tasks after which a buffer that nobody takes is dropped. */
const PATIENCE = 64;

test("arrays that are taken have buffers of their own, of the length and the bits asked for", () => {
  const memory = createNumberMemory();
  const arrays = [memory.float64(3), memory.float64(3), memory.float32(6), memory.float32(0), memory.float32(0)]; // prettier-ignore
  expect(arrays.map(({ length }) => length)).toEqual([3, 3, 6, 0, 0]);
  expect(arrays.map((array) => array instanceof Float64Array)).toEqual([true, true, false, false, false]); // prettier-ignore
  expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(5);
});

test("what was given back is taken again, once, and by either precision", () => {
  const memory = createNumberMemory();
  const first = memory.float64(4);
  memory.giveBack(first);
  memory.giveBack(first);
  const [second, third] = [memory.float32(8), memory.float64(4)];
  expect(second.buffer).toBe(first.buffer);
  expect(third.buffer).not.toBe(first.buffer);
});

test("what somebody else has made is not taken", () => {
  const memory = createNumberMemory();
  const own: Numbers[] = [new Float64Array(4), new Float64Array(new SharedArrayBuffer(32))];
  for (const array of own) memory.giveBack(array);
  memory.giveAllBack();
  const taken = [memory.float64(4), memory.float64(4)].map(({ buffer }) => buffer);
  expect(own.some(({ buffer }) => taken.includes(buffer as ArrayBuffer))).toBe(false);
});

test("when a task is over all arrays are there for the next one", () => {
  const memory = createNumberMemory();
  const before = [memory.float64(4), memory.float64(4), memory.float64(5)];
  memory.giveAllBack();
  const after = [memory.float64(4), memory.float64(4), memory.float64(5), memory.float64(4)];
  const buffers = new Set(before.map(({ buffer }) => buffer));
  expect(after.map(({ buffer }) => buffers.has(buffer))).toEqual([true, true, true, false]);
  expect(new Set(after.map(({ buffer }) => buffer)).size).toBe(4);
});

test("a buffer that no task has taken for a while is dropped, one that is taken stays", () => {
  const memory = createNumberMemory();
  const [idle, busy] = [memory.float64(4).buffer, memory.float64(5).buffer];
  memory.giveAllBack();
  for (let task = 0; task < PATIENCE; task++) {
    expect(memory.float64(5).buffer).toBe(busy);
    memory.giveAllBack();
  }
  expect(memory.float64(4).buffer).not.toBe(idle);
  expect(memory.float64(5).buffer).toBe(busy);
});

test("a buffer that tasks take now and then stays", () => {
  const memory = createNumberMemory();
  const { buffer } = memory.float64(4);
  for (let round = 0; round < 3; round++) {
    memory.giveAllBack();
    for (let task = 1; task < PATIENCE; task++) memory.giveAllBack();
    expect(memory.float64(4).buffer).toBe(buffer);
  }
});
