import fc from "fast-check";
import { expect, test } from "vitest";

import { trainTestSplit } from "../src/splits/train-test-split.ts";

test("identity: the parts are disjoint, cover the rows and have the asked size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 80 }), fc.nat(), (n, seed) => {
      const { train, test: held } = trainTestSplit(n, { testFraction: 0.25, seed });
      expect(held).toHaveLength(Math.round(n / 4));
      expect([...train, ...held].sort((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      );
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("identity: with labels, every class has its share in the test part to within one row", () => {
  const labels = fc.array(fc.nat(3), { minLength: 4, maxLength: 60 });
  fc.assert(
    fc.property(labels, fc.nat(), (classes, seed) => {
      const n = classes.length;
      const held = trainTestSplit(n, { testFraction: 0.3, seed, labels: classes }).test;
      for (const label of new Set(classes)) {
        const members = classes.filter((other) => other === label).length;
        const tested = held.filter((row) => classes[row] === label).length;
        expect(Math.abs(tested - (members * held.length) / n)).toBeLessThan(1);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a seed gives the split pinned here, on every machine", () => {
  const split = (seed: number): number[] => [
    ...trainTestSplit(10, { testFraction: 0.3, seed, labels: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1] }).test,
  ];
  expect(split(5)).toMatchInlineSnapshot(`
    [
      0,
      1,
      7,
    ]
  `);
  expect(split(6)).not.toEqual(split(5));
});

test("a part without rows and a fraction outside (0, 1) are refused", () => {
  expect(() => trainTestSplit(1, { testFraction: 0.5, seed: 1 })).toThrow(
    "trainTestSplit: both parts must have a row, got 0 and 1 of 1",
  );
  expect(() => trainTestSplit(9, { testFraction: 0.01, seed: 1 })).toThrow(RangeError);
  expect(() => trainTestSplit(9, { testFraction: NaN, seed: 1 })).toThrow(
    "trainTestSplit: testFraction must lie between 0 and 1, got NaN",
  );
});
