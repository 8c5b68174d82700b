import { describe, expect, test } from "vitest";
import {
  cholesky,
  eigenSymmetric,
  gram,
  inverseDiagonal,
  multiply,
  NumericalError,
  plainEngine,
  matrix,
  ShapeError,
  solveCholesky,
  solveLower,
} from "../src/index.ts";
import type { CallOptions } from "../src/index.ts";
import { choleskySteps } from "../src/cholesky.ts";
import { eigenSymmetricSteps } from "../src/eigen-symmetric.ts";
import { gramSteps } from "../src/gram.ts";
import { inverseDiagonalSteps } from "../src/inverse-diagonal.ts";
import { multiplySteps } from "../src/multiply.ts";
import { solveCholeskySteps } from "../src/solve-cholesky.ts";
import { solveLowerSteps } from "../src/solve-lower.ts";
import { randomDefinite, randomMatrix } from "./helpers.ts";

const a = randomDefinite(600);
const b = randomMatrix(600, 600, 2);
const factor = cholesky(a);

/** Every operation of the engine beside its synchronous twin. */
const operations = {
  multiply: [(o?: CallOptions) => plainEngine.multiply(a, b, o), () => multiply(a, b)],
  gram: [(o?: CallOptions) => plainEngine.gram(b, undefined, o), () => gram(b)],
  "gram of two": [(o?: CallOptions) => plainEngine.gram(a, b, o), () => gram(a, b)],
  cholesky: [(o?: CallOptions) => plainEngine.cholesky(a, o), () => cholesky(a)],
  solveCholesky: [
    (o?: CallOptions) => plainEngine.solveCholesky(factor, b, o),
    () => solveCholesky(factor, b),
  ],
  solveLower: [
    (o?: CallOptions) => plainEngine.solveLower(factor.lower, b, o),
    () => solveLower(factor.lower, b),
  ],
  inverseDiagonal: [
    (o?: CallOptions) => plainEngine.inverseDiagonal(factor, o),
    () => inverseDiagonal(factor),
  ],
  eigenSymmetric: [(o?: CallOptions) => plainEngine.eigenSymmetric(a, o), () => eigenSymmetric(a)],
} as const;

const large = randomMatrix(1200, 1200, 3);

describe.each(Object.entries(operations))("plainEngine, %s", (_, [engine, sync]) => {
  test("agreement: the engine gives the bits of the synchronous function", async () => {
    expect(await engine()).toEqual(sync());
  });

  test("the last progress heard is 1", async () => {
    const heard: number[] = [];
    await engine({ onProgress: (fraction) => heard.push(fraction) });
    expect(heard.at(-1)).toBe(1);
  });

  test("an aborted signal rejects with its reason before any work", async () => {
    const reason = new Error("enough");
    await expect(engine({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("steps", () => {
  test.each(
    Object.entries({
      multiply: () => multiplySteps(a, b),
      gram: () => gramSteps(b),
      cholesky: () => choleskySteps(a),
      solveCholesky: () => solveCholeskySteps(factor, b),
      solveLower: () => solveLowerSteps(factor.lower, b),
      inverseDiagonal: () => inverseDiagonalSteps(factor),
      eigenSymmetric: () => eigenSymmetricSteps(a),
    }),
  )("the fractions of %s never fall and stay within 0 and 1", (_, steps) => {
    const fractions = Array.from<number>(steps());
    expect(fractions.length).toBeGreaterThan(10);
    expect(fractions).toEqual(fractions.toSorted((x, y) => x - y));
    expect(fractions[0]).toBeGreaterThanOrEqual(0);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
  });
});

describe("plainEngine", () => {
  test("the event loop turns while it computes, and progress is heard between", async () => {
    const heard: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await plainEngine.multiply(large, large, { onProgress: (fraction) => heard.push(fraction) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(new Set(heard).size).toBeGreaterThan(3);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });

  test("aborting on the way rejects with the signal's reason", async () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const call = plainEngine.multiply(large, large, {
      signal: controller.signal,
      onProgress: (fraction) => {
        heard.push(fraction);
        controller.abort("the user left");
      },
    });
    await expect(call).rejects.toBe("the user left");
    expect(heard.at(-1)).toBeLessThan(1);
  });

  test("errors arrive as rejections, not as exceptions", async () => {
    await expect(plainEngine.multiply(matrix(1, 2), matrix(1, 2))).rejects.toThrow(ShapeError);
    await expect(plainEngine.cholesky(matrix(2, 2))).rejects.toThrow(NumericalError);
  });
});
