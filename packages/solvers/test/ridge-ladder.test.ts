import { fromRows, matrixTiles } from "@ntkit/linalg";
import { gaussianProcess, kernelRegression, nystromRegression } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

/** Rows 0 and 2 are one point. */
const twice = fromRows([
  [2, 1, 2],
  [1, 3, 1],
  [2, 1, 2],
]);
const agreeing = fromRows([[1], [5], [1]]);
const contradictory = fromRows([
  [1, 4],
  [5, 5],
  [1, 7],
]);

describe("kernelRegression's ridge ladder", () => {
  test("takes the first ridge that works, and says which and why", async () => {
    const ladder = { kernel: twice, targets: agreeing, ridgeLadder: [1e-300, 1e-3, 1] };
    const fit = await kernelRegression(ladder);
    expect(fit).toMatchObject({ ridge: 1e-3, reason: "ridge-ladder" });
    const named = await kernelRegression({ kernel: twice, targets: agreeing, ridge: 1e-3 });
    expect(named.reason).toBe("solved");
    expect(fit.coefficients).toEqual(named.coefficients);
    expect(fit.residual).toBe(named.residual);
    expect(fit.conditionNumber).toBe(named.conditionNumber);
  });

  test("is not climbed where the ridge asked for works, nor without being named", async () => {
    const problem = { kernel: twice, targets: agreeing, ridge: 0.5, ridgeLadder: [1] };
    expect(await kernelRegression(problem)).toMatchObject({ ridge: 0.5, reason: "solved" });
    const bare = kernelRegression({ kernel: twice, targets: agreeing });
    await expect(bare).rejects.toMatchObject({ reason: "not-positive-definite" });
  });

  test("ends with the error of its last ridge", async () => {
    const bad = fromRows([
      [1, 3],
      [3, 1],
    ]);
    const fit = kernelRegression({
      kernel: bad,
      targets: fromRows([[1], [2]]),
      ridgeLadder: [0.1, 1],
    });
    await expect(fit).rejects.toMatchObject({
      reason: "not-positive-definite",
      detail: { ridge: 1 },
    });
  });

  test.each([[[1, 1]], [[-1]], [[2, 1]], [[Infinity]]])(
    "refuses the ladder %j",
    async (ridgeLadder) => {
      const fit = kernelRegression({ kernel: twice, targets: agreeing, ridgeLadder });
      await expect(fit).rejects.toThrow(/ridgeLadder must be finite and ascending from 0/);
    },
  );

  test("is refused with minimumNorm", async () => {
    const fit = kernelRegression({
      kernel: twice,
      targets: agreeing,
      minimumNorm: true,
      ridgeLadder: [1],
    });
    await expect(fit).rejects.toThrow(/ridgeLadder must not be given with minimumNorm/);
  });
});

describe("duplicate rows with different targets", () => {
  test("are named by a ridgeless fit, with output and difference", async () => {
    const error: unknown = await kernelRegression({ kernel: twice, targets: contradictory }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({
      reason: "contradictory-targets",
      detail: { row: 2, duplicateOf: 0, output: 1, difference: 3 },
      cause: { reason: "not-positive-definite" },
    });
    expect((error as Error).message).toContain("between rows 0 and 2 in output 1");
  });

  test("end at their mean with minimumNorm, and are near it with a small ridge", async () => {
    for (const options of [{ minimumNorm: true }, { ridge: 1e-9 }]) {
      const fit = await kernelRegression({ kernel: twice, targets: contradictory, ...options });
      const f = [0, 1, 2].reduce(
        (sum, i) => sum + twice.data[i]! * fit.coefficients.data[2 * i + 1]!,
        0,
      );
      expect(f).toBeCloseTo(5.5, 6);
    }
  });
});

test("a matrix with an eigenvalue below 0 is refused by minimumNorm with its value", async () => {
  const bad = fromRows([
    [1, 3],
    [3, 1],
  ]);
  const fit = kernelRegression({ kernel: bad, targets: fromRows([[1], [2]]), minimumNorm: true });
  await expect(fit).rejects.toMatchObject({ reason: "not-positive-definite" });
  const enough = { kernel: bad, targets: fromRows([[1], [2]]), minimumNorm: true, ridge: 3 };
  expect((await kernelRegression(enough)).residual).toBeLessThan(1e-14);
});

test("Gaussian processes and landmark regressions say how well they were solved", async () => {
  const kernel = fromRows([
    [4, 0],
    [0, 1],
  ]);
  const targets = fromRows([[1], [2]]);
  const process = await gaussianProcess({ kernel, targets, noise: 1 });
  expect(process.conditionNumber).toBeCloseTo(2.5, 12);
  expect(process.residual).toBeLessThan(1e-15);
  const tiles = matrixTiles(kernel);
  const fit = await nystromRegression({ kernel: tiles, landmarks: [0, 1], targets, ridge: 1 });
  expect(fit.conditionNumber).toBeCloseTo(2.5, 12);
  expect(fit.residual).toBeLessThan(1e-15);
});

describe("one point", () => {
  const kernel = fromRows([[3]]);
  const targets = fromRows([[6, -3]]);

  test("is met exactly without a ridge, and shrunk by κ/(κ + λ) with one", async () => {
    expect((await kernelRegression({ kernel, targets })).coefficients.data).toBeAllclose([2, -1]);
    const fit = await kernelRegression({ kernel, targets, ridge: 3 });
    expect(fit.coefficients.data).toBeAllclose([1, -0.5]);
    const process = await gaussianProcess({ kernel, targets, noise: 3 });
    expect(process.coefficients.data).toBeAllclose([1, -0.5]);
  });

  test("constant targets that are centred leave nothing to learn", async () => {
    const same = fromRows([[7], [7], [7]]);
    const fit = await kernelRegression({ kernel: twice, targets: same, ridge: 1, center: true });
    expect([...fit.coefficients.data, fit.residual]).toEqual([0, 0, 0, 0]);
    expect(fit.offset).toBeAllclose([7]);
  });
});
