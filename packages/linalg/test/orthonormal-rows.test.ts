import { describe, expect, test } from "vitest";
import { gram, matrix, plainEngine } from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { orthonormalRows } from "../src/orthonormal-rows.ts";
import { identity, randomMatrix } from "./helpers.ts";

const none = (n: number) => matrix(0, n);

/** The first rows of one, then the rows of the other. */
function stacked(a: Matrix, b: Matrix): Matrix {
  return matrix(a.rows + b.rows, a.cols, Float64Array.from([...a.data, ...b.data]));
}

describe("orthonormalRows", () => {
  test.each([1, 7, 24])("identity: %i rows become orthonormal to 1e-14", async (m) => {
    const rows = await orthonormalRows(randomMatrix(m, 90), none(90), plainEngine, {});
    expect(gram(rows)).toBeAllclose(identity(m), { rtol: 0, atol: 1e-14 });
  });

  test("identity: rows that nearly depend on each other and on V, and differ in size, do too", async () => {
    const v = await orthonormalRows(randomMatrix(5, 60, 1), none(60), plainEngine, {});
    const a = randomMatrix(6, 60, 2);
    for (let j = 0; j < 60; j++) {
      a.data[60 + j] = a.data[j]! + 1e-5 * a.data[60 + j]!;
      a.data[120 + j] = v.data[j]! + 1e-7 * a.data[120 + j]!;
      a.data[180 + j]! *= 1e-12;
    }
    const rows = await orthonormalRows(a, v, plainEngine, {});
    expect(rows.rows).toBe(6);
    expect(gram(stacked(v, rows))).toBeAllclose(identity(11), { rtol: 0, atol: 1e-14 });
  });

  test("what adds nothing is left out: zeros, repetitions, rows of V", async () => {
    const v = await orthonormalRows(randomMatrix(2, 30, 1), none(30), plainEngine, {});
    const a = randomMatrix(5, 30, 2);
    a.data.fill(0, 0, 30);
    a.data.copyWithin(30, 60, 90);
    a.data.set(v.data.subarray(30), 90);
    const rows = await orthonormalRows(a, v, plainEngine, {});
    expect(rows.rows).toBe(2);
    expect((await orthonormalRows(v, v, plainEngine, {})).rows).toBe(0);
  });
});
