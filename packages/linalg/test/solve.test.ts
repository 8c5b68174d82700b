import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cholesky,
  conditionEstimate,
  diagonal,
  fromRows,
  gram,
  inverseDiagonal,
  matrix,
  multiply,
  NumericalError,
  ShapeError,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
  toRows,
  transpose,
} from "../src/index.ts";
import {
  distance,
  hilbert,
  identity,
  norm,
  RAGGED_SIZES,
  randomDefinite,
  randomMatrix,
  thrownBy,
} from "./helpers.ts";

const EPS = 2 ** -53;

describe("solves", () => {
  test.each(RAGGED_SIZES)("identity: L X = B and Lᵀ X = B within 10 n eps (size %i)", (n) => {
    const { lower } = cholesky(randomDefinite(n));
    for (const m of [0, 1, 2, 5, 66]) {
      const b = randomMatrix(n, m, 2);
      const x = solveLower(lower, b);
      const limit = 10 * n * EPS;
      expect(distance(multiply(lower, x), b)).toBeLessThanOrEqual(limit * norm(lower) * norm(x));
      const y = solveLowerTransposed(lower, b);
      const flipped = transpose(lower);
      expect(distance(multiply(flipped, y), b)).toBeLessThanOrEqual(
        limit * norm(flipped) * norm(y),
      );
    }
  });

  test("identity: solveCholesky has a backward error below 10 n eps for any system", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (n, m, seed) => {
          const a = randomDefinite(n, seed, 1e-6);
          const b = randomMatrix(n, m, seed + 1);
          const x = solveCholesky(cholesky(a), b);
          const residual = distance(multiply(a, x), b);
          expect(residual).toBeLessThan(10 * n * EPS * norm(a) * norm(x));
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  test("a column has the same solution alone and among others, to the last bit", () => {
    const factor = cholesky(randomDefinite(150));
    const b = randomMatrix(150, 7);
    const together = solveCholesky(factor, b);
    for (let j = 0; j < 7; j++) {
      const column = matrix(
        150,
        1,
        Float64Array.from({ length: 150 }, (_, i) => b.data[i * 7 + j]!),
      );
      const alone = solveCholesky(factor, column);
      for (let i = 0; i < 150; i++) expect(alone.data[i]).toBe(together.data[i * 7 + j]);
    }
  });

  test("solveLower ignores what stands above the diagonal", () => {
    const lower = fromRows([[2, NaN], [1, 4]]); // prettier-ignore
    expect(toRows(solveLower(lower, fromRows([[2], [9]])))).toEqual([[1], [2]]);
    expect(toRows(solveLowerTransposed(lower, fromRows([[4], [8]])))).toEqual([[1], [2]]);
  });

  test("solves leave their arguments alone", () => {
    const factor = cholesky(randomDefinite(20));
    const b = randomMatrix(20, 3);
    const before = [factor.lower.data.slice(), b.data.slice()];
    solveCholesky(factor, b);
    expect([factor.lower.data, b.data]).toEqual(before);
  });

  test("solves name both shapes when they do not fit", () => {
    expect(() => solveCholesky({ lower: identity(3) }, matrix(2, 1))).toThrow(
      new ShapeError("solveCholesky: b must have 3 rows (lower is 3×3), got 2×1"),
    );
    expect(() => solveLower(matrix(2, 3), matrix(2, 1))).toThrow(
      new ShapeError("solveLower: lower must be square, got 2×3"),
    );
    expect(() => solveLowerTransposed(matrix(2, 3), matrix(2, 1))).toThrow(ShapeError);
  });

  test("a 0 on the diagonal is a singular triangle, NaN on the right a typed error", () => {
    const lower = fromRows([[1, 0], [1, 0]]); // prettier-ignore
    expect(thrownBy(() => solveLower(lower, matrix(2, 1)))).toMatchObject({
      reason: "singular",
      detail: { pivot: 1, value: 0 },
    });
    expect(() => solveLower(identity(1), fromRows([[NaN]]))).toThrow(NumericalError);
  });
});

describe("inverseDiagonal", () => {
  test.each(RAGGED_SIZES)("agreement: inverseDiagonal is the diagonal of A⁻¹ (size %i)", (n) => {
    const factor = cholesky(randomDefinite(n));
    const expected = diagonal(solveCholesky(factor, identity(n)));
    expect(inverseDiagonal(factor)).toBeAllclose(expected, { rtol: 1e-12 });
  });

  test("reference: the diagonal of the inverse Hilbert matrix of order 6 to 1e-9", () => {
    const exact = [36, 14700, 564480, 3628800, 4410000, 698544];
    expect(inverseDiagonal(cholesky(hilbert(6)))).toBeAllclose(exact, { rtol: 1e-9 });
  });
});

describe("conditionEstimate", () => {
  test("reference: the condition of Hilbert matrices of order 3 to 6 in the 1-norm to 1e-7", () => {
    const exact = [748, 28375, 943656, 29070279];
    const found = [3, 4, 5, 6].map((n) => conditionEstimate(cholesky(hilbert(n)), hilbert(n)));
    expect(found).toBeAllclose(exact, { rtol: 1e-7 });
  });

  test("conditionEstimate never exceeds the condition number and is within 3 times of it", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const a = gram(randomMatrix(40, 41, seed));
      const factor = cholesky(a);
      const exact = norm(a) * norm(solveCholesky(factor, identity(40)));
      const estimate = conditionEstimate(factor, a);
      expect(estimate).toBeLessThanOrEqual(exact * (1 + 1e-9));
      expect(estimate).toBeGreaterThan(exact / 3);
    }
  });

  test("conditionEstimate of the identity is 1, of an empty matrix 0", () => {
    expect(conditionEstimate({ lower: identity(5) }, identity(5))).toBe(1);
    expect(conditionEstimate({ lower: identity(1) }, identity(1))).toBe(1);
    expect(conditionEstimate({ lower: matrix(0, 0) }, matrix(0, 0))).toBe(0);
    expect(() => conditionEstimate({ lower: identity(2) }, identity(3))).toThrow(ShapeError);
  });
});
