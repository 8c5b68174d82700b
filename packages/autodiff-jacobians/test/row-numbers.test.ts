import { expect, test } from "vitest";
import { rowNumbers } from "../src/kernels/row-numbers.ts";

test("a layer at one position needs its inputs and its cotangents, Q of each unit", () => {
  expect(rowNumbers([{ positions: 1, inputs: 7, units: 5 }], 3)).toBe(7 + 15);
});

test("a layer at several positions needs its gradients where they are the cheaper ones", () => {
  const often = { positions: 100, inputs: 7, units: 5 };
  expect(rowNumbers([often], 3)).toBe(3 * 35);
  const seldom = { positions: 2, inputs: 70, units: 50 };
  expect(rowNumbers([seldom], 3)).toBe(2 * (70 + 3 * 50));
});

test("layers add up, and no layers need nothing", () => {
  const layer = { positions: 1, inputs: 7, units: 5 };
  expect(rowNumbers([layer, { ...layer, units: 2 }], 2)).toBe(7 + 2 * 5 + 7 + 2 * 2);
  expect(rowNumbers([], 2)).toBe(0);
});
