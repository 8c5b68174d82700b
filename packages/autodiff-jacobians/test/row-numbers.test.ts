import { expect, test } from "vitest";
import { rowNumbers } from "../src/kernels/row-numbers.ts";
import { prefersGradients } from "../src/kernels/small-jacobian.ts";
import type { Extent } from "../src/ops/op.ts";

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

test("gradients that are written out for any number of examples are counted, and those of many too", () => {
  const written = (extent: Extent, n: number, most: number) =>
    prefersGradients(extent, { sides: [n, n], outputs: 10, form: "trace", most });
  let seen = 0;
  for (const positions of [2, 16, 100, 784]) {
    for (const inputs of [1, 9, 150, 2304]) {
      for (const units of [1, 16, 256]) {
        const extent = { positions, inputs, units };
        for (const n of [1, 10, 1000, 1e6]) {
          if (!written(extent, n, Infinity)) continue;
          seen++;
          expect(rowNumbers([extent], 10)).toBe(10 * inputs * units);
        }
      }
    }
  }
  expect(seen).toBeGreaterThan(50);
  const layer = { positions: 100, inputs: 150, units: 16 };
  expect(written(layer, 1e4, Infinity)).toBe(true);
  expect(written(layer, 1e4, 2 ** 27)).toBe(false);
});
