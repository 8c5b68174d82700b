import { fromRows, matrix, multiply } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  gradientDescentPredict,
  gradientFlow,
  gradientFlowPredict,
  kernelRegression,
  largestStableRate,
  naturalGradientPredict,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import {
  cross,
  initial,
  kernel,
  plus,
  singular,
  singularCross,
  targets,
  testInitial,
} from "./dynamics-support.ts";

describe("gradientDescentPredict", () => {
  test.each([0, 0.8])("agreement: equals the steps one by one (momentum %d)", async (momentum) => {
    const ridge = 0.05;
    const learningRate = 0.9;
    const flow = await gradientFlow({
      kernel,
      targets,
      initial,
      loss: "mean",
      learningRate,
      ridge,
    });
    const checks = [0, 1, 2, 37, 400];
    const found = await gradientDescentPredict(
      flow,
      checks,
      { cross, initial: testInitial },
      { momentum },
    );
    let alpha = matrix(12, 2);
    let velocity = matrix(12, 2);
    for (let step = 0; step <= 400; step++) {
      const at = checks.indexOf(step);
      const outputs = plus(initial, multiply(kernel, alpha));
      if (at >= 0) {
        expect(found.train[at]!).toBeAllclose(outputs, { atol: 1e-12 });
        const others = plus(testInitial, multiply(cross, alpha));
        expect(found.cross![at]!).toBeAllclose(others, { atol: 1e-12 });
      }
      const gradient = plus(plus(outputs, targets, -1), alpha, ridge);
      velocity = plus(
        matrix(
          12,
          2,
          velocity.data.map((v) => momentum * v),
        ),
        gradient,
        -learningRate / 12,
      );
      alpha = plus(alpha, velocity);
    }
  });

  test.each([0, 0.5])(
    "is stable just below the largest stable rate only (momentum %d)",
    async (momentum) => {
      const at = async (factor: number) => {
        const slow = await gradientFlow({ kernel, targets, loss: "mean" });
        const learningRate = factor * largestStableRate(slow, { momentum });
        return gradientFlow({ kernel, targets, loss: "mean", learningRate });
      };
      const largest = (m: Matrix) => Math.max(...m.data.map(Math.abs));
      const below = await gradientDescentPredict(await at(0.99), [3000, Infinity], undefined, {
        momentum,
      });
      expect(largest(below.train[0]!)).toBeLessThan(10);
      expect(below.train[1]!).toBeAllclose(targets, { atol: 1e-9 });
      const above = await gradientDescentPredict(await at(1.01), 3000, undefined, { momentum });
      expect(largest(above.train[0]!)).toBeGreaterThan(1e6);
      await expect(
        gradientDescentPredict(await at(1.01), Infinity, undefined, { momentum }),
      ).rejects.toThrow("for infinitely many steps");
      await expect(
        gradientDescentPredict(await at(2), 1_000_000, undefined, { momentum }),
      ).rejects.toMatchObject({ reason: "non-finite" });
    },
  );

  test("small steps come near gradient flow, in proportion to the step", async () => {
    const flow = await gradientFlow({ kernel, targets, loss: "sum", learningRate: 1 });
    const limit = (await gradientFlowPredict(flow, 2)).train[0]!;
    const errors: number[] = [];
    for (const steps of [1000, 2000]) {
      const small = await gradientFlow({ kernel, targets, loss: "sum", learningRate: 2 / steps });
      const found = (await gradientDescentPredict(small, steps)).train[0]!;
      errors.push(Math.max(...plus(found, limit, -1).data.map(Math.abs)));
    }
    expect(errors[0]! / errors[1]!).toBeAllclose(2, { rtol: 0.01 });
  });

  test("rejects parts of steps and momenta outside [0, 1)", async () => {
    const flow = await gradientFlow({ kernel, targets, loss: "mean" });
    await expect(gradientDescentPredict(flow, 1.5)).rejects.toThrow("whole numbers");
    await expect(gradientDescentPredict(flow, 1, undefined, { momentum: 1 })).rejects.toThrow(
      "momentum must be in [0, 1), got 1",
    );
  });
});

describe("naturalGradientPredict", () => {
  test("learns every direction at the pace (1 − η)ᵏ, or e^(−ηt)", async () => {
    const flow = await gradientFlow({ kernel, targets, initial, loss: "mean", learningRate: 0.3 });
    const residual = plus(initial, targets, -1);
    const steps = await naturalGradientPredict(flow, [5, Infinity], { cross });
    expect(steps.train[0]!).toBeAllclose(plus(targets, residual, 0.7 ** 5), { atol: 1e-12 });
    expect(steps.train[1]!).toBeAllclose(targets, { atol: 1e-12 });
    const time = await naturalGradientPredict(flow, 5, { cross }, { update: "flow" });
    expect(time.train[0]!).toBeAllclose(plus(targets, residual, Math.exp(-1.5)), { atol: 1e-12 });
  });

  test("agreement: with damping it equals the steps one by one, on a singular kernel too", async () => {
    const y = fromRows([[1], [3], [-1]]);
    const flow = await gradientFlow({
      kernel: singular,
      targets: y,
      loss: "sum",
      learningRate: 0.5,
    });
    const found = await naturalGradientPredict(
      flow,
      20,
      { cross: singularCross },
      { damping: 0.1 },
    );
    const damped = plus(
      singular,
      fromRows([
        [0.1, 0, 0],
        [0, 0.1, 0],
        [0, 0, 0.1],
      ]),
    );
    let alpha = matrix(3, 1);
    for (let step = 0; step < 20; step++) {
      const residual = plus(y, multiply(singular, alpha), -1);
      const { coefficients } = await kernelRegression({ kernel: damped, targets: residual });
      alpha = plus(alpha, coefficients, 0.5);
    }
    expect(found.train[0]!).toBeAllclose(multiply(singular, alpha), { atol: 1e-12 });
    expect(found.cross![0]!).toBeAllclose(multiply(singularCross, alpha), { atol: 1e-12 });
  });

  test("refuses a ridge, and infinitely many steps that would not settle", async () => {
    const flow = await gradientFlow({ kernel, targets, loss: "mean", learningRate: 2 });
    await expect(naturalGradientPredict(flow, Infinity)).rejects.toThrow("must be below 2");
    const ridged = await gradientFlow({ kernel, targets, loss: "mean", ridge: 1 });
    await expect(naturalGradientPredict(ridged, 1)).rejects.toThrow("ridge must be 0, got 1");
  });
});
