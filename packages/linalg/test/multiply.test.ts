import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fromRows,
  gram,
  matrix,
  multiply,
  NumericalError,
  ShapeError,
  transpose,
} from "../src/index.ts";
import { plainGram, RAGGED_SIZES, randomMatrix, thrownBy } from "./helpers.ts";

describe("multiply", () => {
  test.each(RAGGED_SIZES)("multiply equals the textbook loop to the last bit (size %i)", (n) => {
    const a = randomMatrix(n, n + 3, 1);
    const b = randomMatrix(n + 3, 7, 2);
    expect(multiply(a, b)).toEqual(plainGram(a, transpose(b)));
    expect(multiply(transpose(b), transpose(a))).toEqual(plainGram(transpose(b), a));
  });

  test("multiply equals the textbook loop for any shape", () => {
    const size = fc.integer({ min: 0, max: 70 });
    fc.assert(
      fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
        const a = randomMatrix(m, k, seed);
        const b = randomMatrix(k, n, seed + 1);
        expect(multiply(a, b)).toEqual(plainGram(a, transpose(b)));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test("an inner dimension of 0 gives zeros", () => {
    expect(multiply(matrix(3, 0), matrix(0, 2))).toEqual(matrix(3, 2));
  });

  test("multiply names both shapes when they do not fit", () => {
    expect(() => multiply(matrix(2, 3), matrix(2, 3))).toThrow(
      new ShapeError("multiply: a must have as many columns as b has rows, got 2×3 and 2×3"),
    );
  });
});

describe("gram", () => {
  test.each(RAGGED_SIZES)("gram equals the textbook loop to the last bit (size %i)", (n) => {
    const a = randomMatrix(n, 300, 1);
    const b = randomMatrix(n + 2, 300, 2);
    expect(gram(a, b)).toEqual(plainGram(a, b));
    expect(gram(a)).toEqual(plainGram(a, a));
  });

  test("identity: gram without b is symmetric to the last bit", () => {
    const k = gram(randomMatrix(131, 40));
    expect(k).toEqual(transpose(k));
  });

  test("identity: duplicate rows have identical entries", () => {
    const a = randomMatrix(90, 513);
    a.data.copyWithin(77 * 513, 2 * 513, 3 * 513);
    const k = gram(a);
    for (let j = 0; j < 90; j++) expect(k.data[77 * 90 + j]).toBe(k.data[2 * 90 + j]);
  });

  test("gram names the entry that is not finite", () => {
    const error = thrownBy(() => gram(fromRows([[1, 2], [3, NaN]]))); // prettier-ignore
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({
      message: "gram: a must have finite entries, got NaN in row 1, column 1",
      reason: "non-finite",
      detail: { row: 1, col: 1 },
    });
    expect(() => gram(matrix(1, 1), fromRows([[-Infinity]]))).toThrow(NumericalError);
    expect(() => multiply(matrix(1, 1), fromRows([[Infinity]]))).toThrow(NumericalError);
  });

  test("gram names both shapes when they do not fit", () => {
    expect(() => gram(matrix(2, 3), matrix(4, 5))).toThrow(
      new ShapeError("gram: a and b must have equally many columns, got 2×3 and 4×5"),
    );
  });
});
