import fc from "fast-check";
import { EigenvalueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  eigenSymmetric,
  fromRows,
  gram,
  matrix,
  NumericalError,
  ShapeError,
  toRows,
  transpose,
} from "../src/index.ts";
import type { EigenSymmetric, Matrix } from "../src/index.ts";
import {
  distance,
  gluedWilkinson,
  identity,
  norm,
  RAGGED_SIZES,
  randomMatrix,
  randomSymmetric,
  range,
  thrownBy,
  tridiagonalMatrix,
} from "./helpers.ts";

const EPS = 2 ** -53;

/** LAPACK's two test ratios; its test suite asks that both be below 30. */
function ratios(a: Matrix, { values, vectors }: EigenSymmetric): [number, number] {
  const n = a.rows;
  const scaled = matrix(
    n,
    n,
    vectors.data.map((entry, at) => entry * values[at % n]!),
  );
  const residual = distance(gram(scaled, vectors), a) / (norm(a) * n * EPS || 1);
  const orthogonality = distance(gram(transpose(vectors)), identity(n)) / (n * EPS || 1);
  return [residual, orthogonality];
}

function expectGood(a: Matrix, eigen: EigenSymmetric): void {
  const [residual, orthogonality] = ratios(a, eigen);
  expect(residual).toBeLessThan(30);
  expect(orthogonality).toBeLessThan(30);
  for (let i = 1; i < a.rows; i++) {
    expect(eigen.values[i]!).toBeLessThanOrEqual(eigen.values[i - 1]!);
  }
}

describe("eigenSymmetric", () => {
  test.each(RAGGED_SIZES)("identity: LAPACK's residual and orthogonality ratios < 30 (%i)", (n) => {
    const a = randomSymmetric(n);
    expectGood(a, eigenSymmetric(a));
  });

  test("identity: the ratios stay < 30 for any size and scale", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.nat(),
        fc.integer({ min: -250, max: 250 }),
        (n, seed, exponent) => {
          const a = randomSymmetric(n, seed);
          const scaled = matrix(
            n,
            n,
            a.data.map((entry) => entry * 10 ** exponent),
          );
          expectGood(scaled, eigenSymmetric(scaled));
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  test("reference: eigenSymmetric agrees with ml-matrix to 1e-13 of the largest value", () => {
    const a = gram(randomMatrix(90, 120));
    const expected = new EigenvalueDecomposition(toRows(a), { assumeSymmetric: true });
    const { values } = eigenSymmetric(a);
    expect(values).toBeAllclose(expected.realEigenvalues.toReversed(), {
      rtol: 0,
      atol: 1e-13 * values[0]!,
    });
  });

  test.each([20, 100, 257, 530])(
    "reference: the second difference matrix of order %i has the values 2 - 2 cos(kπ/(n+1)) to 4e-15",
    (n) => {
      const a = tridiagonalMatrix(
        range(n).map(() => 2),
        range(n - 1).map(() => -1),
      );
      const expected = Array.from(
        { length: n },
        (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)),
      );
      const eigen = eigenSymmetric(a);
      expect(eigen.values).toBeAllclose(expected, { rtol: 0, atol: 4e-15 });
      expectGood(a, eigen);
    },
  );

  test("a matrix of rank 3 has the other values within rounding of 0", () => {
    const a = gram(randomMatrix(300, 3));
    const eigen = eigenSymmetric(a);
    expectGood(a, eigen);
    expect(eigen.values[2]!).toBeGreaterThan(100);
    for (const value of eigen.values.subarray(3)) {
      expect(Math.abs(value)).toBeLessThan(1e-14 * eigen.values[0]!);
    }
  });

  test.each([
    ["zero", matrix(40, 40)],
    ["identity", identity(40)],
    ["all ones", matrix(40, 40, new Float64Array(1600).fill(1))],
    ["graded down", graded(40, (i) => 10 ** (-i / 2))],
    ["graded up", graded(40, (i) => 10 ** (i / 2 - 20))],
    ["diagonal", diagonalMatrix(40, (i) => (i * 17) % 40)],
    ["1×1", matrix(1, 1, Float64Array.of(-3))],
    ["Wilkinson", gluedWilkinson(1, 0)],
    ["glued Wilkinson", gluedWilkinson(14, 1e-10)],
    ["couplings that are 0", gluedWilkinson(14, 0)],
    ["one coupling of 1e-200", tridiagonalMatrix([1, 1, 2, 2], [1, 1e-200, 1])],
  ])("degenerate input has an exact answer: %s", (_, a) => {
    expectGood(a, eigenSymmetric(a));
  });

  test("reference: Wilkinson's matrix has its pair 10.74619418290332…, 10.74619418290339… to 4e-15", () => {
    const { values } = eigenSymmetric(gluedWilkinson(1, 0));
    expect(values.subarray(0, 2)).toBeAllclose([10.746194182903393, 10.746194182903322], {
      rtol: 4e-16,
    });
  });

  test("a diagonal matrix keeps its entries to the last bit", () => {
    const a = diagonalMatrix(5, (i) => [3, -1, 4, 1, -5][i]! / 3);
    expect([...eigenSymmetric(a).values]).toEqual([4 / 3, 1, 1 / 3, -1 / 3, -5 / 3]);
  });

  test("entries at the ends of the range of float64 do not over- or underflow on the way", () => {
    for (const size of [5e-324, 1e-310, 1e307]) {
      const a = matrix(3, 3, new Float64Array(9).fill(size));
      expect(eigenSymmetric(a).values[0]).toBeAllclose(3 * size, { rtol: 1e-15 });
    }
    const error = thrownBy(() => eigenSymmetric(matrix(3, 3, new Float64Array(9).fill(1e308))));
    expect(error).toMatchObject({ reason: "non-finite" });
  });

  test("eigenSymmetric leaves its argument alone", () => {
    const a = randomSymmetric(40);
    const before = a.data.slice();
    eigenSymmetric(a);
    expect(a.data).toEqual(before);
  });

  test("an asymmetric matrix is refused with both entries, rounding is not", () => {
    expect(() =>
      eigenSymmetric(
        fromRows([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toThrow(
      // prettier-ignore
      new RangeError(
        "eigenSymmetric: the matrix must be symmetric, got 3 in row 1, column 0 and 2 in row 0, column 1",
      ),
    );
    const nearly = fromRows([[1, 2], [2 + 1e-15, 4]]); // prettier-ignore
    expect(eigenSymmetric(nearly).values).toBeAllclose([5, 0], { atol: 1e-15 });
  });

  test("eigenSymmetric names the entry that is not finite, and wants a square matrix", () => {
    const a = identity(4);
    a.data[6] = NaN;
    const error = thrownBy(() => eigenSymmetric(a));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({ reason: "non-finite", detail: { row: 1, col: 2 } });
    expect(() => eigenSymmetric(matrix(2, 3))).toThrow(
      new ShapeError("eigenSymmetric: the matrix must be square, got 2×3"),
    );
  });
});

function diagonalMatrix(n: number, entry: (i: number) => number): Matrix {
  const a = matrix(n, n);
  for (let i = 0; i < n; i++) a.data[i * n + i] = entry(i);
  return a;
}

/** Entries sᵢ sⱼ (δᵢⱼ + 1/2). */
function graded(n: number, scale: (i: number) => number): Matrix {
  const a = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      a.data[i * n + j] = scale(i) * scale(j) * (i === j ? 1.5 : 0.5);
    }
  }
  return a;
}
