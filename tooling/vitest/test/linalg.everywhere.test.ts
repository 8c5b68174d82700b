import {
  cholesky,
  eigenSymmetric,
  fromRows,
  gram,
  plainEngine,
  random,
  toRows,
} from "@ntkit/linalg";
import { expect, test } from "vitest";

const a = fromRows([
  [4, 2, 0],
  [2, 10, 3],
  [0, 3, 5],
]);

test("cholesky gives the factor found by hand", () => {
  expect(toRows(cholesky(a).lower)).toEqual([
    [2, 0, 0],
    [1, 3, 0],
    [0, 1, 2],
  ]);
});

test("eigenSymmetric gives the eigenvalues known in closed form", () => {
  const second = fromRows([
    [2, -1, 0],
    [-1, 2, -1],
    [0, -1, 2],
  ]);
  const expected = [2 - Math.SQRT2, 2, 2 + Math.SQRT2];
  const values = Array.from(eigenSymmetric(second).values);
  expect(values.sort((x, y) => x - y)).toBeAllclose(expected, { rtol: 4e-15 });
});

test("plainEngine yields to the page and ends with the same bits as the plain call", async () => {
  const product = await plainEngine.gram(a);
  expect(toRows(product)).toEqual(toRows(gram(a)));
});

test("random(7) draws the numbers of NumPy's RandomState(7)", () => {
  const { uniform } = random(7);
  const expected = [0.07630828937395717, 0.7799187922401146, 0.4384092314408935];
  expect([uniform(), uniform(), uniform()]).toEqual(expected);
});
