import { dense, serial, tanh } from "@ntkit/architecture";
import {
  kernelAlignment,
  kernelDistance,
  kernelEllipse,
  kernelVelocity,
  learningStep,
} from "@ntkit/autodiff-jacobians";
import { fromRows, gram, matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { normalMatrix, randomModel } from "./support/draw.ts";

const a = fromRows([
  [2, 1],
  [1, 3],
]);
const b = fromRows([
  [1, -1],
  [-1, 4],
]);

test("the distance of kernels is 1 minus their cosine, 0 for multiples, 1 for orthogonal ones", () => {
  expect(kernelDistance(a, b)).toBeCloseTo(1 - 12 / Math.sqrt(15 * 19), 14);
  const triple = fromRows([
    [6, 3],
    [3, 9],
  ]);
  expect(kernelDistance(a, triple)).toBeCloseTo(0, 14);
  const other = fromRows([
    [0, 0],
    [0, 5],
  ]);
  expect(kernelDistance(fromRows([[1, 0], [0, 0]]), other)).toBe(1); // prettier-ignore
  expect(() => kernelDistance(a, matrix(2, 2))).toThrow(/must not be zero/);
  expect(() => kernelDistance(a, matrix(3, 3))).toThrow(/one shape, got 2×2 and 3×3/);
});

test("velocity is the distance over the time that passed", () => {
  const path = [
    { time: 1, kernel: a },
    { time: 3, kernel: b },
    { time: 3.5, kernel: a },
  ];
  const distance = kernelDistance(a, b);
  expect(kernelVelocity(path)).toBeAllclose([distance / 2, 2 * distance], { rtol: 1e-13 });
  expect(() => kernelVelocity([path[1]!, path[0]!])).toThrow(/times must increase, got 3 and 1/);
});

test("the alignment of y yᵀ with y is 1", () => {
  const y = normalMatrix(5, 2, 1);
  expect(kernelAlignment(gram(y), y)).toBeCloseTo(1, 14);
  const [up, down] = [fromRows([[1], [0]]), fromRows([[1], [1]])];
  expect(kernelAlignment(gram(up), down)).toBeCloseTo(0.5, 14);
});

test("the ellipse of a kernel of two examples has the roots of its eigenvalues as half axes", () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const rotated = fromRows([
    [9 * c * c + 4 * s * s, 5 * c * s],
    [5 * c * s, 9 * s * s + 4 * c * c],
  ]);
  const { axes, angle } = kernelEllipse(rotated);
  expect(axes).toBeAllclose([3, 2], { rtol: 1e-14 });
  expect(angle).toBeCloseTo(0.7, 14);
  expect(kernelEllipse(fromRows([[1, 0], [0, 4]])).angle).toBeCloseTo(Math.PI / 2, 14); // prettier-ignore
  expect(() => kernelEllipse(fromRows([[1, 2], [2, 1]]))).toThrow(/at least 0, got -/); // prettier-ignore
  expect(() => kernelEllipse(matrix(3, 3))).toThrow(/2×2, got 3×3/);
});

test("agreement: what a step does to other predictions is η A K (p - q), and the error quarters with η halved", async () => {
  const layer = { weightStd: 1.2, biasStd: 0.2 };
  const network = serial(dense({ units: 20, ...layer }), tanh(), dense({ units: 3, ...layer }));
  const model = randomModel(network, 4);
  const take = (learningRate: number) =>
    learningStep(model, {
      observed: normalMatrix(5, 4, 1),
      learnt: normalMatrix(1, 4, 2),
      target: fromRows([[0.7, 0.1, 0.2]]),
      learningRate,
    });
  const [whole, half] = [await take(0.02), await take(0.01)];
  expect(whole.error / half.error).toBeGreaterThan(3.8);
  expect(whole.error / half.error).toBeLessThan(4.2);
  expect(half.error).toBeLessThan(0.05 * Math.max(...half.change.data.map(Math.abs)));
  expect(half.residual.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 14);
  await expect(
    learningStep(model, {
      observed: normalMatrix(5, 4, 1),
      learnt: normalMatrix(2, 4, 2),
      target: matrix(2, 3),
      learningRate: 1,
    }),
  ).rejects.toThrow(/must be one example, got 2/);
});
