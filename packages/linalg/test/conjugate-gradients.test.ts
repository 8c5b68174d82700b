import { describe, expect, test } from "vitest";
import {
  cholesky,
  conjugateGradients,
  fromRows,
  gram,
  matrix,
  NumericalError,
  pivotedCholesky,
  ShapeError,
  solveCholesky,
  wasmEngine,
} from "../src/index.ts";
import { hilbert, identity, norm, distance, randomDefinite, randomMatrix } from "./helpers.ts";

describe("conjugateGradients", () => {
  test.each([0, 1, 2, 50])("agreement: the solution is Cholesky's (size %i)", async (n) => {
    const a = randomDefinite(n);
    const b = randomMatrix(n, 3, 2);
    const { x, reason, residual } = await conjugateGradients(a, b, { tolerance: 1e-13 });
    expect(reason).toBe("converged");
    expect(residual).toBeLessThan(1e-12);
    expect(x).toBeAllclose(solveCholesky(cholesky(a), b), { rtol: 0, atol: 1e-10 });
  });

  test("agreement: the ridge is added to the diagonal", async () => {
    const a = gram(randomMatrix(40, 10));
    const b = randomMatrix(40, 1, 2);
    const { x } = await conjugateGradients(a, b, { ridge: 0.5, tolerance: 1e-13 });
    for (let i = 0; i < 40; i++) a.data[i * 41]! += 0.5;
    expect(x).toBeAllclose(solveCholesky(cholesky(a), b), { rtol: 0, atol: 1e-11 });
  });

  test("a preconditioner of the matrix's rank saves most steps", async () => {
    const a = gram(randomMatrix(150, 30));
    const b = randomMatrix(150, 2, 2);
    const options = { ridge: 1e-4, tolerance: 1e-10 };
    const without = await conjugateGradients(a, b, options);
    const withRank = await conjugateGradients(a, b, { ...options, rank: 30 });
    expect(without.steps).toBeGreaterThan(25);
    expect(withRank.steps).toBeLessThan(6);
    expect(withRank.residual).toBeLessThan(1e-9);
  });

  test("a column of zeros has the solution 0 and does not disturb the others", async () => {
    const a = randomDefinite(20);
    const b = randomMatrix(20, 2);
    for (let i = 0; i < 20; i++) b.data[2 * i] = 0;
    const { x } = await conjugateGradients(a, b, { tolerance: 1e-12 });
    for (let i = 0; i < 20; i++) expect(x.data[2 * i]).toBe(0);
  });

  test("it runs on an engine with threads", async () => {
    await using engine = await wasmEngine({ threads: 2 });
    const a = randomDefinite(200);
    const b = randomMatrix(200, 30);
    const threaded = await conjugateGradients(a, b, { engine });
    const plain = await conjugateGradients(a, b);
    expect(Array.from(threaded.x.data)).toEqual(Array.from(plain.x.data));
  });

  test("too few steps reject with steps and residual, or tell when they are asked to", async () => {
    const a = randomDefinite(50, 1, 1e-6);
    const b = randomMatrix(50, 1);
    await expect(conjugateGradients(a, b, { maxSteps: 2 })).rejects.toMatchObject({
      code: "max-steps",
      detail: { steps: 2 },
    });
    const result = await conjugateGradients(a, b, { maxSteps: 2, throwOnFailure: false });
    expect(result).toMatchObject({ reason: "max-steps", steps: 2 });
    expect(result.residual).toBeGreaterThan(1e-8);
  });

  test("a matrix that is not positive definite is found out", async () => {
    const a = fromRows([[1, 0], [0, -1]]); // prettier-ignore
    const call = conjugateGradients(a, fromRows([[1], [3]]));
    await expect(call).rejects.toMatchObject({ code: "not-positive-definite" });
  });

  test("arguments that do not fit are refused with their values", async () => {
    const [a, b] = [identity(3), matrix(3, 1)];
    await expect(conjugateGradients(a, matrix(2, 1))).rejects.toThrow(ShapeError);
    await expect(conjugateGradients(a, b, { ridge: -1 })).rejects.toThrow("got -1");
    await expect(conjugateGradients(a, b, { tolerance: 0 })).rejects.toThrow(RangeError);
    await expect(conjugateGradients(a, b, { rank: 2 })).rejects.toThrow("needs a ridge");
    await expect(conjugateGradients(a, fromRows([[1], [NaN], [0]]))).rejects.toThrow("row 1");
  });

  test("an aborted signal rejects with its reason", async () => {
    const signal = AbortSignal.abort("enough");
    const call = conjugateGradients(identity(3), matrix(3, 1, Float64Array.of(1, 2, 3)), {
      signal,
    });
    await expect(call).rejects.toBe("enough");
  });
});

describe("pivotedCholesky", () => {
  test("identity: the full rank gives the matrix, its rank suffices for a low one", () => {
    const a = gram(randomMatrix(60, 7));
    const { factor, pivots, residual } = pivotedCholesky(a, 60);
    expect(pivots).toHaveLength(7);
    expect(new Set(pivots).size).toBe(7);
    expect(distance(gram(factor), a) / norm(a)).toBeLessThan(1e-14);
    expect(residual).toBeLessThan(1e-11);
  });

  test("the residual is the trace of what is left and stops the work", () => {
    const a = hilbert(30);
    const { factor, residual, pivots } = pivotedCholesky(a, 30, { tolerance: 1e-4 });
    const product = gram(factor);
    let trace = 0;
    let all = 0;
    for (let i = 0; i < 30; i++) {
      trace += a.data[i * 31]! - product.data[i * 31]!;
      all += a.data[i * 31]!;
    }
    expect(residual).toBeAllclose(trace, { rtol: 0, atol: 1e-14 });
    expect(residual).toBeLessThan(1e-4 * all);
    expect(pivots.length).toBeLessThan(10);
    expect(pivots[0]).toBe(0);
  });

  test("a negative diagonal and a rank that is no size are refused", () => {
    expect(() => pivotedCholesky(fromRows([[-1]]), 1)).toThrow(NumericalError);
    expect(() => pivotedCholesky(identity(2), -1)).toThrow(RangeError);
    expect(() => pivotedCholesky(matrix(2, 3), 1)).toThrow(ShapeError);
  });
});
