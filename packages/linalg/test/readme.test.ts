import { expect, test } from "vitest";
import { cholesky, eigenSymmetric, fromRows, gram, solveCholesky, toRows } from "../src/index.ts";

test("the example of the README gives the output printed there", () => {
  const k = gram(fromRows([[2, 0], [1, 3]])); // prettier-ignore
  expect(toRows(k)).toEqual([[4, 2], [2, 10]]); // prettier-ignore
  expect(toRows(solveCholesky(cholesky(k), fromRows([[2], [19]])))).toEqual([[-0.5], [2]]);
  expect(eigenSymmetric(k).values).toBeAllclose([10.60555127546399, 3.394448724536011]);
});
