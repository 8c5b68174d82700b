import { cholesky, fromRows, matrix, multiply, random, solveCholesky } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  descentRate,
  gcvRisk,
  generalizationBound,
  kernelRegression,
  lossCurve,
  naturalGradientRate,
  ntrfBound,
  regressionPredict,
  ridgePath,
  trainability,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { kernels, normals, rbf, rejection } from "./support.ts";

const x = normals(40, 3, 1);
const kernel = rbf(x, x);
const targets = normals(40, 2, 2);

function signs(n: number, seed: number): Float64Array {
  const { uniform } = random(seed);
  return Float64Array.from({ length: n }, () => (uniform() < 0.5 ? -1 : 1));
}

/** yᵀ K⁻¹ y. */
function form(k: Matrix, y: Float64Array): number {
  const solved = solveCholesky(cholesky(k), matrix(y.length, 1, y));
  return y.reduce((sum, value, i) => sum + value * solved.data[i]!, 0);
}

describe("trainability", () => {
  test("identity: spectrum, κ and P(Θ) of a 2×2 kernel are those by hand", async () => {
    const test = { cross: fromRows([[1, 0]]), targets: fromRows([[3], [0]]) };
    const found = await trainability({
      kernel: fromRows([
        [2, 1],
        [1, 2],
      ]),
      test,
    });
    expect(found.eigenvalues).toBeAllclose([3, 1], { rtol: 1e-15 });
    expect(found).toMatchObject({ rank: 2 });
    expect(found.conditionNumber).toBeAllclose(3, { rtol: 1e-14 });
    expect(found.stableRate).toBeAllclose(2 / 3, { rtol: 1e-15 });
    expect(found.meanPredictor!).toBeAllclose([[2]], { rtol: 1e-14 });
  });

  test("agreement: P(Θ) is kernel regression without ridge", async () => {
    const cross = rbf(normals(6, 3, 4), x);
    const { meanPredictor } = await trainability({ kernel, test: { cross, targets } });
    const model = await kernelRegression({ kernel, targets });
    const expected = await regressionPredict(model, cross);
    expect(meanPredictor!).toBeAllclose(expected, { rtol: 1e-9, atol: 1e-9 });
  });

  test("a singular kernel has λ₀ = 0 and κ = ∞, and P(Θ) on its range", async () => {
    const ones = fromRows([
      [1, 1],
      [1, 1],
    ]);
    const test = { cross: fromRows([[1, 1]]), targets: fromRows([[3], [5]]) };
    const found = await trainability({ kernel: ones, test });
    expect(found).toMatchObject({ smallest: 0, conditionNumber: Infinity, rank: 1 });
    expect(found.meanPredictor!).toBeAllclose([[4]], { rtol: 1e-14 });
    const zero = await trainability({
      kernel: matrix(1, 1),
      test: { cross: matrix(1, 1), targets: fromRows([[7]]) },
    });
    expect(zero).toMatchObject({ rank: 0, conditionNumber: Infinity, stableRate: Infinity });
    expect(zero.meanPredictor!).toBeAllclose([[0]]);
  });

  test("rejects an indefinite kernel with its eigenvalue", async () => {
    const error = await rejection(
      trainability({
        kernel: fromRows([
          [1, 2],
          [2, 1],
        ]),
      }),
    );
    expect(error).toMatchObject({ reason: "not-positive-definite" });
    expect((error as unknown as { detail: { value: number } }).detail.value).toBeAllclose(-1, {
      rtol: 1e-14,
    });
  });
});

describe("lossCurve", () => {
  test("agreement: it is gradient descent step by step to 1e-12", async () => {
    const rate = 0.05;
    const steps = [0, 1, 2, 17, 60];
    const { loss, stable } = await lossCurve({ kernel, targets, rate, steps });
    let residual = targets;
    const expected: number[] = [];
    for (let k = 0; k <= 60; k++) {
      if (steps.includes(k)) {
        expected.push(residual.data.reduce((sum, r) => sum + r * r, 0) / 2);
      }
      const image = multiply(kernel, residual);
      residual = matrix(
        40,
        2,
        residual.data.map((r, at) => r - rate * image.data[at]!),
      );
    }
    expect(loss).toBeAllclose(expected, { rtol: 1e-12 });
    expect(stable).toBe(true);
  });

  test("limits: 0 at k = ∞, what a singular kernel cannot reach, and ∞ beyond the stable rate", async () => {
    const steps = [0, Infinity];
    const { loss, stableRate } = await lossCurve({ kernel, targets, rate: 0.05, steps });
    expect(loss[1]).toBe(0);
    const ones = fromRows([
      [1, 1],
      [1, 1],
    ]);
    const singular = { kernel: ones, targets: fromRows([[3], [5]]), steps };
    expect((await lossCurve({ ...singular, rate: 0.5 })).loss).toBeAllclose([17, 1], {
      rtol: 1e-14,
    });
    const diverging = await lossCurve({ kernel, targets, rate: 1.01 * stableRate, steps });
    expect(diverging).toMatchObject({ stable: false });
    expect(diverging.loss[1]).toBe(Infinity);
    const still = await lossCurve({ ...singular, rate: 0 });
    expect(still.loss).toBeAllclose([17, 17], { rtol: 1e-15 });
  });

  test("rejects negative steps and rates", async () => {
    await expect(lossCurve({ kernel, targets, rate: 1, steps: [-1] })).rejects.toThrow("got -1");
    await expect(lossCurve({ kernel, targets, rate: -1, steps: [1] })).rejects.toThrow(
      "rate must be",
    );
  });
});

describe("generalizationBound", () => {
  test("identity: the formula, by a direct solve, for each column", async () => {
    const { complexity, bound } = await generalizationBound({
      kernel,
      targets,
      delta: 0.1,
      epsilon: 0.02,
    });
    for (const o of [0, 1]) {
      const y = targets.data.filter((_, at) => at % 2 === o);
      const expected = Math.sqrt((2 * form(kernel, y)) / 40);
      expect(complexity[o]!).toBeAllclose(expected, { rtol: 1e-12 });
      const rest = 3 * Math.sqrt(Math.log(60) / 80) + 0.02;
      expect(bound[o]!).toBeAllclose(expected + rest, { rtol: 1e-12 });
    }
  });

  test("true labels have a smaller bound than random ones", async () => {
    const k = kernels.reluNtk(x, x);
    const truth = Float64Array.from({ length: 40 }, (_, i) => Math.sign(x.data[3 * i]!));
    const bound = async (y: Float64Array) =>
      (await generalizationBound({ kernel: k, targets: matrix(40, 1, y) })).complexity[0]!;
    const [ofTruth, ofNoise] = [await bound(truth), await bound(signs(40, 3))];
    expect(ofTruth).toBeLessThan(0.8 * ofNoise);
  });

  test("rejects δ outside (0, 1)", async () => {
    await expect(generalizationBound({ kernel, targets, delta: 1 })).rejects.toThrow("delta must");
  });
});

describe("ntrfBound", () => {
  test.each([1, 2, 3, 4, 5])(
    "identity: optimality conditions hold to 1e-10, seed %i",
    async (seed) => {
      const labels = signs(40, seed);
      const k = kernels.reluNtk(x, x);
      const found = await ntrfBound({ kernel: k, labels });
      expect(found.reason).toBe("converged");
      expect(found.kktResidual).toBeLessThan(1e-10);
      expect(found.targets.every((value, i) => value * labels[i]! >= 1 - 1e-10)).toBe(true);
      expect(found.multipliers.every((a) => a >= -1e-12)).toBe(true);
      expect(form(k, found.targets)).toBeAllclose(found.value, { rtol: 1e-9 });
      // by duality the optimum is the sum of the multipliers
      expect(found.multipliers.reduce((sum, a) => sum + a, 0)).toBeAllclose(found.value, {
        rtol: 1e-10,
      });
      expect(found.value).toBeLessThanOrEqual(form(k, labels) * (1 + 1e-12));
    },
  );

  test("agreement: no feasible targets nearby have a smaller form", async () => {
    const labels = signs(40, 7);
    const k = kernels.reluNtk(x, x);
    const found = await ntrfBound({ kernel: k, labels });
    const { normal } = random(1);
    for (let t = 0; t < 50; t++) {
      const moved = found.targets.map((value, i) => {
        const margin = value * labels[i]! + 0.1 * normal();
        return labels[i]! * Math.max(1, margin);
      });
      expect(form(k, moved)).toBeGreaterThan(found.value);
    }
  });

  test("identity: a diagonal kernel gives ỹ = y, and rows that help each other exceed their margin", async () => {
    const identity = fromRows([
      [4, 0],
      [0, 1],
    ]);
    const found = await ntrfBound({ kernel: identity, labels: [1, -1], depth: 3, delta: 0.5 });
    expect([...found.targets]).toEqual([1, -1]);
    expect(found.value).toBe(1.25);
    const bound = 3 * Math.sqrt(1.25 / 2) + Math.sqrt(Math.log(2) / 2);
    expect(found.bound).toBeAllclose(bound, { rtol: 1e-15 });
    // the second row is 2 times the first one, and an independent part
    const helped = await ntrfBound({
      kernel: fromRows([
        [1, 2],
        [2, 5],
      ]),
      labels: [1, 1],
    });
    expect([...helped.targets]).toEqual([1, 2]);
    expect([...helped.multipliers]).toEqual([1, 0]);
    expect(helped.value).toBe(1);
  });

  test("agreement: a large problem takes few steps", async () => {
    const rows = normals(200, 5, 8);
    const found = await ntrfBound({ kernel: kernels.reluNtk(rows, rows), labels: signs(200, 9) });
    expect(found.steps).toBeLessThan(20);
    expect(found.kktResidual).toBeLessThan(1e-9);
  });

  test("a kernel of condition 1e10 is solved as far as rounding allows", async () => {
    const rows = normals(60, 2, 3);
    const smooth = rbf(rows, rows, 2);
    for (let i = 0; i < 60; i++) smooth.data[61 * i]! += 5e-9;
    const labels = Float64Array.from({ length: 60 }, (_, i) => (rows.data[2 * i]! > 0 ? 1 : -1));
    for (const changed of [labels, signs(60, 4)]) {
      const found = await ntrfBound({ kernel: smooth, labels: changed });
      expect(found.reason).toBe("converged");
      expect(found.steps).toBeLessThan(200);
      expect(found.kktResidual).toBeLessThan(1e-6);
    }
  });

  test("rejects labels other than ±1, too few steps and a singular kernel", async () => {
    await expect(ntrfBound({ kernel, labels: [1] })).rejects.toThrow("labels must have 40 entries");
    const zero = signs(40, 1).fill(0, 3, 4);
    await expect(ntrfBound({ kernel, labels: zero })).rejects.toThrow("got 0 in row 3");
    const helped = {
      kernel: fromRows([
        [1, 2],
        [2, 5],
      ]),
      labels: [1, 1],
    };
    await expect(ntrfBound(helped, { maxSteps: 1 })).rejects.toMatchObject({ reason: "max-steps" });
    const partial = await ntrfBound(helped, { maxSteps: 1, throwOnFailure: false });
    expect(partial.reason).toBe("max-steps");
    expect(partial.kktResidual).toBeGreaterThan(0.1);
    const ones = {
      kernel: fromRows([
        [1, 1],
        [1, 1],
      ]),
      labels: [1, -1],
    };
    await expect(ntrfBound(ones)).rejects.toMatchObject({ reason: "not-positive-definite" });
  });
});

describe("gcvRisk", () => {
  test("agreement: from the spectrum and the training error it is ridgePath's GCV to 1e-11", async () => {
    const ridges = [1e-3, 0.1, 10];
    const path = await ridgePath({ kernel, targets, ridges });
    const { eigenvalues } = await trainability({ kernel });
    for (const { ridge, gcv, dof, coefficients } of path.fits) {
      const squares = coefficients.data.reduce((sum, a) => sum + (ridge * a) ** 2, 0);
      const found = gcvRisk({ eigenvalues, rows: 40, ridge, empiricalRisk: squares / 80 });
      expect(found.risk).toBeAllclose(gcv, { rtol: 1e-11 });
      expect(found.degreesOfFreedom).toBeAllclose(dof, { rtol: 1e-11 });
      expect(found.shrinkage).toBeAllclose(1 - dof / 40, { rtol: 1e-10 });
    }
  });

  test("eigenvalues that are left out count as 0", () => {
    const common = { rows: 4, ridge: 2, empiricalRisk: 1 };
    const all = gcvRisk({ ...common, eigenvalues: [6, 2, 0, 0] });
    expect(gcvRisk({ ...common, eigenvalues: [6, 2] })).toEqual(all);
    expect(all).toMatchObject({ shrinkage: 0.6875, degreesOfFreedom: 1.25 });
  });

  test("rejects a ridge of 0, negative eigenvalues and too many of them", () => {
    const common = { rows: 2, ridge: 1, empiricalRisk: 1, eigenvalues: [1] };
    expect(() => gcvRisk({ ...common, ridge: 0 })).toThrow("ridgePath gives GCV");
    expect(() => gcvRisk({ ...common, eigenvalues: [-1] })).toThrow("got -1");
    expect(() => gcvRisk({ ...common, eigenvalues: [1, 1, 1] })).toThrow("eigenvalues 3, got 2");
  });
});

describe("descentRate", () => {
  test("identity: the width solves m = c k n⁸ L¹² log³m / φ⁴, and is the largest that does", () => {
    const problem = { rows: 10, depth: 2, outputs: 3, separation: 0.5, epsilon: 0.01 };
    const { width, steps, smallestEigenvalue } = descentRate(problem);
    const c = (3 * 10 ** 8 * 2 ** 12) / 0.5 ** 4;
    expect(width).toBeAllclose(c * Math.log(width) ** 3, { rtol: 1e-12 });
    const beyond = 1.001 * width;
    expect(beyond).toBeGreaterThan(c * Math.log(beyond) ** 3);
    expect(steps).toBeAllclose((100 * 4 * Math.log(100)) / 0.5, { rtol: 1e-14 });
    expect(smallestEigenvalue).toBe(0.005);
  });

  test("identity: with a batch it is stochastic descent, n⁵ log m log²(1/ε) / (B φ²) steps", () => {
    const problem = { rows: 10, separation: 0.5, epsilon: 0.01, batch: 4 };
    const constants = { width: 2, steps: 3, eigenvalue: 5 };
    const { width, steps, smallestEigenvalue } = descentRate({ ...problem, constants });
    const c = (2 * 10 ** 17) / (4 ** 4 * 0.5 ** 8);
    expect(width).toBeAllclose(c * Math.log(width) ** 3, { rtol: 1e-12 });
    const expected = (3 * 1e5 * Math.log(width) * Math.log(100) ** 2) / (4 * 0.25);
    expect(steps).toBeAllclose(expected, { rtol: 1e-13 });
    expect(smallestEigenvalue).toBe(0.025);
  });

  test("a condition that every width fulfils gives 1", () => {
    const problem = { rows: 1, separation: 1, epsilon: 0.5, constants: { width: 0.7 } };
    expect(descentRate(problem).width).toBe(1);
    const just = descentRate({ ...problem, constants: { width: 0.75 } });
    expect(just.width).toBeGreaterThan(Math.exp(3));
  });

  test("rejects what is not positive, and ε of 1", () => {
    const problem = { rows: 1, separation: 1, epsilon: 0.5 };
    expect(() => descentRate({ ...problem, separation: 0 })).toThrow("separation must be");
    expect(() => descentRate({ ...problem, epsilon: 1 })).toThrow("epsilon must be below 1");
  });
});

describe("naturalGradientRate", () => {
  const problem = {
    rows: 10,
    smallestEigenvalue: 0.5,
    delta: 0.1,
    jacobianStability: 0.25,
    epsilon: 1e-3,
  };

  test("identity: rate, steps and width by their formulas", () => {
    const found = naturalGradientRate(problem);
    expect(found.largestRate).toBe(0.5 / 1.5625);
    expect((1 - found.rate) ** found.steps).toBeLessThanOrEqual(1e-3);
    expect((1 - found.rate) ** (found.steps - 1)).toBeGreaterThan(1e-3);
    expect(found.width).toBeAllclose(1e4 / (0.0625 * 1e-3), { rtol: 1e-13 });
    const wide = naturalGradientRate({ ...problem, initialStd: 2, constants: { width: 4 } });
    expect(wide.width).toBeAllclose(found.width, { rtol: 1e-13 });
  });

  test("identity: on a linear model rate 1 takes one step", () => {
    const linear = naturalGradientRate({ ...problem, jacobianStability: 0 });
    expect(linear).toMatchObject({ largestRate: 1, steps: 1 });
  });

  test("rejects rates above the largest and a Jacobian that moves too far", () => {
    expect(() => naturalGradientRate({ ...problem, rate: 0.33 })).toThrow("at most 0.32, got 0.33");
    expect(() => naturalGradientRate({ ...problem, jacobianStability: 0.5 })).toThrow("below 1/2");
    expect(() => naturalGradientRate({ ...problem, delta: 1 })).toThrow("got 1 and 0.001");
  });
});
