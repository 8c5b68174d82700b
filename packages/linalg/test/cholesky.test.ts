import fc from "fast-check";
import { CholeskyDecomposition, Matrix as Reference } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  cholesky,
  fromRows,
  gram,
  logDeterminant,
  matrix,
  NumericalError,
  ShapeError,
  toRows,
} from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { distance, norm, RAGGED_SIZES, randomDefinite, randomMatrix, thrownBy } from "./helpers.ts";

/** The textbook algorithm, row by row. */
function plainCholesky(a: Matrix): Matrix {
  const n = a.rows;
  const l = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a.data[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l.data[i * n + k]! * l.data[j * n + k]!;
      l.data[i * n + j] = i === j ? Math.sqrt(sum) : sum / l.data[j * n + j]!;
    }
  }
  return l;
}

describe("cholesky", () => {
  test.each(RAGGED_SIZES)("cholesky equals the textbook loop to the last bit (size %i)", (n) => {
    const a = randomDefinite(n);
    expect(cholesky(a).lower).toEqual(plainCholesky(a));
  });

  test("reference: cholesky agrees with ml-matrix to 1e-13", () => {
    const a = randomDefinite(100);
    const expected = new CholeskyDecomposition(new Reference(toRows(a))).lowerTriangularMatrix;
    expect(cholesky(a).lower).toBeAllclose(expected.to2DArray(), { rtol: 1e-13, atol: 1e-15 });
  });

  test("identity: L Lᵀ is A within 30 n eps for any positive definite A", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(), (n, seed) => {
        const a = randomDefinite(n, seed);
        const { lower } = cholesky(a);
        expect(distance(gram(lower), a)).toBeLessThan(30 * n * 2 ** -53 * norm(a));
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test("cholesky reads only the lower half and leaves its argument alone", () => {
    const a = randomDefinite(70);
    const spoilt = matrix(70, 70, a.data.slice());
    for (let i = 0; i < 70; i++) spoilt.data.fill(NaN, i * 70 + i + 1, (i + 1) * 70);
    const before = spoilt.data.slice();
    expect(cholesky(spoilt)).toEqual(cholesky(a));
    expect(spoilt.data).toEqual(before);
  });

  test.each([0, 5, 63, 64, 99])(
    "cholesky reports the pivot where positive definiteness fails (%i)",
    (pivot) => {
      const a = randomDefinite(100);
      a.data[pivot * 101] = -2;
      const error = thrownBy(() => cholesky(a));
      expect(error).toBeInstanceOf(NumericalError);
      expect(error).toMatchObject({
        reason: "not-positive-definite",
        code: "not-positive-definite",
      });
      const { detail } = error as NumericalError;
      expect(detail.pivot).toBe(pivot);
      expect(detail.value).toBeLessThanOrEqual(-2);
    },
  );

  test("a matrix with duplicate rows fails at the duplicate: nothing is added to the diagonal", () => {
    const error = thrownBy(() => cholesky(fromRows([[1, 1], [1, 1]]))); // prettier-ignore
    expect(error).toMatchObject({
      message:
        "cholesky: the matrix must be positive definite, got pivot 0 at index 1; " +
        "a ridge on the diagonal makes it so",
      detail: { pivot: 1, value: 0 },
    });
  });

  test("cholesky names the entry that is not finite", () => {
    const a = randomDefinite(80);
    a.data[70 * 80 + 3] = Infinity;
    expect(thrownBy(() => cholesky(a))).toMatchObject({
      message: "cholesky: the matrix must have finite entries, got Infinity in row 70, column 3",
      reason: "non-finite",
      detail: { row: 70, col: 3 },
    });
  });

  test("a pivot that overflows is reported as not finite", () => {
    const a = fromRows([[1e-300, 1e100], [1e100, 1]]); // prettier-ignore
    expect(thrownBy(() => cholesky(a))).toMatchObject({ reason: "non-finite", detail: { row: 1 } });
  });

  test("cholesky wants a square matrix", () => {
    expect(() => cholesky(matrix(2, 3))).toThrow(
      new ShapeError("cholesky: the matrix must be square, got 2×3"),
    );
  });
});

describe("logDeterminant", () => {
  test("logDeterminant of a diagonal matrix is the sum of the logarithms", () => {
    const a = fromRows([[4, 0], [0, 1e-300]]); // prettier-ignore
    expect(logDeterminant(cholesky(a))).toBeAllclose(Math.log(4) + Math.log(1e-300), {
      rtol: 1e-15,
    });
    expect(logDeterminant(cholesky(matrix(0, 0)))).toBe(0);
  });

  test("logDeterminant neither over- nor underflows where the determinant does", () => {
    const a = gram(randomMatrix(300, 400));
    const determinant = logDeterminant(cholesky(a));
    expect(determinant).toBeGreaterThan(710);
    expect(determinant).toBeLessThan(300 * Math.log(1500));
  });
});
