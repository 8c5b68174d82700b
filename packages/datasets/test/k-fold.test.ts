import fc from "fast-check";
import { expect, test } from "vitest";

import { kFold } from "../src/splits/k-fold.ts";

const parts = fc.record({
  labels: fc.array(fc.nat(4), { minLength: 2, maxLength: 60 }),
  seed: fc.nat(),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
  stratified: fc.boolean(),
});

test("identity: every row is validated once, and trained on otherwise; sizes differ by at most 1", () => {
  fc.assert(
    fc.property(parts, ({ labels, seed, part, stratified }) => {
      const n = labels.length;
      const folds = 2 + Math.round(part * (n - 2));
      const result = kFold(n, stratified ? { folds, seed, labels } : { folds, seed });
      expect(result).toHaveLength(folds);
      expect(result.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b)).toEqual(
        labels.map((_, row) => row),
      );
      for (const { train, validation } of result) {
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
          labels.map((_, row) => row),
        );
        expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
      }
      const sizes = result.map(({ validation }) => validation.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("identity: with labels, the members of a class per fold differ by at most 1, for rare classes too", () => {
  fc.assert(
    fc.property(parts, ({ labels, seed, part }) => {
      const folds = 2 + Math.round(part * (labels.length - 2));
      const result = kFold(labels.length, { folds, seed, labels });
      for (const label of new Set(labels)) {
        const counts = result.map(
          ({ validation }) => validation.filter((row) => labels[row] === label).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a seed gives the folds pinned here, on every machine", () => {
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];
  const validation = (seed: number, stratified: boolean): number[][] =>
    kFold(8, stratified ? { folds: 3, seed, labels } : { folds: 3, seed }).map((fold) => [
      ...fold.validation,
    ]);
  expect({ plain: validation(7, false), stratified: validation(7, true) }).toMatchInlineSnapshot(`
    {
      "plain": [
        [
          2,
          4,
          5,
        ],
        [
          3,
          6,
          7,
        ],
        [
          0,
          1,
        ],
      ],
      "stratified": [
        [
          0,
          3,
          7,
        ],
        [
          2,
          4,
          5,
        ],
        [
          1,
          6,
        ],
      ],
    }
  `);
  expect(validation(8, false)).not.toEqual(validation(7, false));
});

test.each([
  [10, 11],
  [10, 1],
  [10, 2.5],
  [1, 2],
])("of %i rows, %f folds are refused", (n, folds) => {
  expect(() => kFold(n, { folds, seed: 1 })).toThrow(
    `kFold: folds must be an integer from 2 to the number of rows (${n}), got ${folds}`,
  );
});

test("labels of another length are refused", () => {
  expect(() => kFold(3, { folds: 2, seed: 1, labels: [0, 1] })).toThrow(
    "kFold: labels must have 3 entries, got 2",
  );
});
