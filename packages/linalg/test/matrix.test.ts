import { describe, expect, test } from "vitest";
import {
  diagonal,
  fromRows,
  matrix,
  selectRows,
  ShapeError,
  submatrix,
  toRows,
  transpose,
} from "../src/index.ts";
import { RAGGED_SIZES, randomMatrix } from "./helpers.ts";

describe("matrix", () => {
  test("matrix is zeros without data and does not copy the data it gets", () => {
    expect(matrix(2, 1)).toEqual({ rows: 2, cols: 1, data: new Float64Array(2) });
    const data = Float64Array.of(1, 2);
    expect(matrix(1, 2, data).data).toBe(data);
  });

  test("matrix names the length it wants and the length it got", () => {
    expect(() => matrix(2, 3, new Float64Array(5))).toThrow(
      new ShapeError("matrix: data must have 6 entries (2×3), got 5"),
    );
    expect(() => matrix(-1, 3)).toThrow(ShapeError);
    expect(() => matrix(1.5, 3)).toThrow(ShapeError);
  });
});

describe("rows", () => {
  test("identity: toRows inverts fromRows", () => {
    const rows = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
    expect(toRows(fromRows(rows))).toEqual(rows);
    expect(fromRows([])).toEqual(matrix(0, 0));
  });

  test("fromRows names the ragged row", () => {
    expect(() => fromRows([[1, 2], [3]])).toThrow(
      new ShapeError("fromRows: every row must have 2 entries like row 0, got 1 in row 1"),
    );
  });
});

describe("transpose", () => {
  test.each(RAGGED_SIZES)("transpose exchanges rows and columns (%i rows)", (n) => {
    const a = randomMatrix(n, 37);
    const b = transpose(a);
    expect([b.rows, b.cols]).toEqual([37, n]);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < 37; j++) expect(b.data[j * n + i]).toBe(a.data[i * 37 + j]);
    }
  });
});

describe("submatrix", () => {
  const a = fromRows([[1, 2, 3], [4, 5, 6], [7, 8, 9]]); // prettier-ignore

  test("selectRows keeps the order given and repeats what is repeated", () => {
    expect(toRows(selectRows(a, [2, 0, 2]))).toEqual([[7, 8, 9], [1, 2, 3], [7, 8, 9]]); // prettier-ignore
    expect(selectRows(a, [])).toEqual(matrix(0, 3));
  });

  test("submatrix takes rows and columns by their own indices", () => {
    expect(toRows(submatrix(a, [2, 0], [1]))).toEqual([[8], [2]]);
  });

  test("diagonal reads as far as the shorter side", () => {
    expect([...diagonal(a)]).toEqual([1, 5, 9]);
    expect([...diagonal(selectRows(a, [0, 1]))]).toEqual([1, 5]);
  });

  test("an index outside the matrix is named with its place", () => {
    expect(() => selectRows(a, [0, 3])).toThrow(
      new RangeError("selectRows: row indices must be integers from 0 to 2, got 3 at 1"),
    );
    expect(() => submatrix(a, [0], [-1])).toThrow(RangeError);
    expect(() => submatrix(a, [0.5], [0])).toThrow(RangeError);
  });
});
