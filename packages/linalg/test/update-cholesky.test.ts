import { describe, expect, test } from "vitest";
import {
  appendCholesky,
  cholesky,
  fromRows,
  gram,
  matrix,
  NumericalError,
  plainEngine,
  selectRows,
  ShapeError,
  submatrix,
  updateCholesky,
} from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { distance, norm, randomDefinite, randomMatrix, thrownBy } from "./helpers.ts";

const EPS = 2 ** -53;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function plus(a: Matrix, b: Matrix, sign: number): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value + sign * b.data[at]!),
  );
}

describe("updateCholesky", () => {
  test.each([0, 1, 2, 40, 131])("identity: L Lᵀ is A + V Vᵀ within 30 n eps (size %i)", (n) => {
    const a = randomDefinite(n);
    const v = randomMatrix(n, 3, 2);
    const { lower } = updateCholesky(cholesky(a), v);
    const expected = plus(a, gram(v), 1);
    expect(distance(gram(lower), expected)).toBeLessThanOrEqual(30 * n * EPS * norm(expected));
  });

  test("identity: taking away what was added gives the factor back", () => {
    const a = randomDefinite(60);
    const v = randomMatrix(60, 4, 2);
    const factor = cholesky(a);
    const back = updateCholesky(updateCholesky(factor, v), v, -1);
    expect(back.lower).toBeAllclose(factor.lower, { rtol: 0, atol: 1e-11 });
  });

  test("the factor that was given is left alone and stays triangular", () => {
    const factor = cholesky(randomDefinite(20));
    const before = factor.lower.data.slice();
    const { lower } = updateCholesky(factor, randomMatrix(20, 2));
    expect(factor.lower.data).toEqual(before);
    for (let i = 0; i < 20; i++) {
      for (let j = i + 1; j < 20; j++) expect(lower.data[i * 20 + j]).toBe(0);
    }
  });

  test("taking away too much names the pivot and its value", () => {
    const factor = cholesky(fromRows([[4, 0], [0, 1]])); // prettier-ignore
    const error = thrownBy(() => updateCholesky(factor, fromRows([[0], [2]]), -1));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({
      code: "not-positive-definite",
      detail: { pivot: 1, value: -3 },
    });
  });

  test("shapes and numbers that do not fit are refused", () => {
    const factor = cholesky(randomDefinite(3));
    expect(() => updateCholesky(factor, matrix(2, 1))).toThrow(ShapeError);
    expect(() => updateCholesky(factor, fromRows([[1], [NaN], [1]]))).toThrow("row 1, column 0");
  });
});

describe("appendCholesky", () => {
  test.each([
    [0, 5],
    [5, 0],
    [1, 1],
    [130, 70],
  ])("identity: %i rows bordered by %i give the factor of the whole", async (n, m) => {
    const whole = randomDefinite(n + m);
    const [old, added] = [range(0, n), range(n, n + m)];
    const factor = cholesky(submatrix(whole, old, old));
    const cross = submatrix(whole, added, old);
    const corner = submatrix(whole, added, added);
    const bordered = await appendCholesky(factor, cross, corner, { engine: plainEngine });
    expect(bordered.lower).toBeAllclose(cholesky(whole).lower, { rtol: 0, atol: 1e-13 });
    expect(selectRows(bordered.lower, old).data.length).toBe(n * (n + m));
  });

  test("a pivot that fails is counted from the first row of the whole", async () => {
    const factor = cholesky(randomDefinite(6));
    const call = appendCholesky(factor, matrix(2, 6), fromRows([[1, 0], [0, -2]])); // prettier-ignore
    await expect(call).rejects.toMatchObject({
      code: "not-positive-definite",
      detail: { pivot: 7, value: -2 },
    });
  });

  test("shapes that do not fit reject", async () => {
    const factor = cholesky(randomDefinite(6));
    await expect(appendCholesky(factor, matrix(2, 5), matrix(2, 2))).rejects.toThrow(ShapeError);
  });
});
