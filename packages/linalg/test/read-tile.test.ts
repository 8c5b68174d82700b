import { describe, expect, test } from "vitest";
import { matrix, matrixTiles, readTile, ShapeError, submatrix } from "../src/index.ts";
import { randomSymmetric } from "./helpers.ts";

const a = randomSymmetric(6);
const [rows, cols] = [Int32Array.of(4, 1), Int32Array.of(0, 5, 2)];

describe("readTile", () => {
  test("identity: tiles of a matrix are its entries", async () => {
    const tile = await readTile("call", matrixTiles(a), rows, cols);
    expect(tile).toEqual(submatrix(a, rows, cols));
    expect(await matrixTiles(a).diagonal()).toEqual(
      Float64Array.from({ length: 6 }, (_, i) => a.data[7 * i]!),
    );
  });

  test("a tile of another shape names both shapes, and NaN its place in the whole", async () => {
    const wrong = { ...matrixTiles(a), tile: () => matrix(1, 1) };
    await expect(readTile("call", wrong, rows, cols)).rejects.toThrow(
      "call: tile must be 2×3 as asked for, got 1×1",
    );
    const broken = matrix(6, 6, a.data.slice());
    broken.data[1 * 6 + 5] = NaN;
    const call = readTile("call", matrixTiles(broken), rows, cols);
    await expect(call).rejects.toMatchObject({ code: "non-finite", detail: { row: 1, col: 5 } });
  });

  test("a matrix that is not square has no symmetric tiles", () => {
    expect(() => matrixTiles(matrix(2, 3))).toThrow(ShapeError);
  });
});
