import {
  NumericalError,
  type SymmetricTiles,
  fromRows,
  matrixTiles,
  readDiagonal,
  ShapeError,
} from "@ntkit/linalg";
import { expect, test } from "vitest";

const tiles = matrixTiles(
  fromRows([
    [2, 1],
    [1, 0],
  ]),
);
const withDiagonal = (...values: number[]): SymmetricTiles => ({
  ...tiles,
  diagonal: () => Promise.resolve(Float64Array.from(values)),
});

test("the diagonal is given as a copy, zeros included, also where it comes as a promise", async () => {
  expect(await readDiagonal("f", tiles)).toEqual(Float64Array.of(2, 0));
  expect(await readDiagonal("f", withDiagonal(3, 4))).toEqual(Float64Array.of(3, 4));
});

test("a diagonal of another length, with NaN, infinite or negative entries is refused by caller and row", async () => {
  const refusal = (...values: number[]) =>
    readDiagonal("caller", withDiagonal(...values)).catch((error: unknown) => error);
  expect(await refusal(1)).toBeInstanceOf(ShapeError);
  for (const value of [NaN, Infinity, -1e-300]) {
    const error = await refusal(1, value);
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({
      reason: value < 0 ? "not-positive-definite" : "non-finite",
      message: expect.stringMatching(/^caller: .*1/) as string,
    });
  }
});
