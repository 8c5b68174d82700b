import { describe, expect, test } from "vitest";
import {
  conjugateGradients,
  gram,
  lowRankPreconditioner,
  multiply,
  pivotedCholesky,
  wasmEngine,
} from "../src/index.ts";
import { randomMatrix, smoothDefinite } from "./helpers.ts";

const a = smoothDefinite(150);
const b = randomMatrix(150, 2, 2);

describe("lowRankPreconditioner", () => {
  test("identity: it is (F Fᵀ + μI)⁻¹", async () => {
    const lowRank = await pivotedCholesky(a, { rank: 20 });
    const inverse = await lowRankPreconditioner(lowRank, 0.5);
    const rest = lowRank.residualDiagonal.reduce((sum, value) => sum + value, 0) / 150;
    const p = gram(lowRank.factor);
    for (let i = 0; i < 150; i++) p.data[151 * i]! += 0.5 + rest;
    expect(multiply(p, await inverse(b))).toBeAllclose(b, { atol: 1e-11 });
  });

  test("identity: with a factor of full rank two steps solve", async () => {
    const preconditioner = await lowRankPreconditioner(
      await pivotedCholesky(a, { rank: 150 }),
      0.5,
    );
    const options = { ridge: 0.5, preconditioner, tolerance: 1e-10 };
    expect((await conjugateGradients(a, b, options)).steps).toBeLessThanOrEqual(2);
  });

  test("agreement: an engine with threads gives the same bits", async () => {
    await using engine = await wasmEngine({ threads: 2 });
    const lowRank = await pivotedCholesky(a, { rank: 20 });
    const plain = await lowRankPreconditioner(lowRank, 0.5);
    const threaded = await lowRankPreconditioner(lowRank, 0.5, { engine });
    expect(Array.from((await threaded(b)).data)).toEqual(Array.from((await plain(b)).data));
  });

  test("an exact factor without a ridge leaves nothing to iterate, and a negative ridge is refused", async () => {
    const exact = await pivotedCholesky(gram(randomMatrix(150, 3)), { rank: 10 });
    await expect(lowRankPreconditioner(exact, 0)).rejects.toThrow("the factor is exact");
    await expect(lowRankPreconditioner(exact, -1)).rejects.toThrow("got -1");
  });
});
