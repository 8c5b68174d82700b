import { dense, relu, serial, tanh } from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { matrix, random, solveCholesky, cholesky, multiply, wasmEngine } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  kernelBytes,
  pseudoDistance,
  pseudoDistanceSample,
  pseudoNtk,
  pseudoRegression,
} from "@ntkit/pseudo-ntk";
import { expect, test } from "vitest";

const layer = { weightStd: 1.3, biasStd: 0.2 };
const shallow = (units: number, outputs: number) =>
  finiteNetwork(serial(dense({ units, ...layer }), relu(), dense({ units: outputs, ...layer })), 5);
const model = (units: number, outputs: number, seed = 1) => {
  const network = shallow(units, outputs);
  return network.at(network.initialize(seed));
};
const [x1, x2] = [normal(7, 5, 1), normal(4, 5, 2)];

test("identity: the pseudo-NTK is the mean over outputs of the sum of the full kernel's blocks' rows", async () => {
  for (const right of [x2, undefined]) {
    const source = model(8, 3);
    const { data } = await empiricalNtk(source, x1, right, { form: "full" });
    const pseudo = await pseudoNtk(source, x1, right);
    const m = pseudo.cols;
    const expected = pseudo.data.map((_, at) => {
      const [i, j] = [Math.floor(at / m), at % m];
      let sum = 0;
      for (let o = 0; o < 3; o++) {
        for (let p = 0; p < 3; p++) sum += data[((i * 3 + o) * m + j) * 3 + p]!;
      }
      return sum / 3;
    });
    expect(pseudo).toBeAllclose(expected, { rtol: 1e-12, atol: 1e-12 });
  }
});

test("identity: with one output it is the empirical NTK", async () => {
  const source = model(8, 1);
  const exact = await empiricalNtk(source, x1, x2);
  expect(await pseudoNtk(source, x1, x2)).toBeAllclose(exact, { rtol: 1e-13, atol: 1e-13 });
  const { frobenius, largestEigenvalue } = await pseudoDistance(source, x1);
  expect([frobenius, largestEigenvalue]).toBeAllclose([0, 0], { atol: 1e-12 });
});

test("regression with K ⊗ I solves the whole block system, with residuals of the network", async () => {
  const source = model(16, 3);
  const [kernel, cross] = [await pseudoNtk(source, x1), await pseudoNtk(source, x2, x1)];
  const [targets, f0, f0Cross] = [normal(7, 3, 3), normal(7, 3, 4), normal(4, 3, 5)];
  const ridge = 0.1;
  const result = await pseudoRegression({ kernel, cross, targets, f0, f0Cross, ridge });
  const block = kronecker(kernel, 3);
  for (let i = 0; i < block.rows; i++) block.data[i * (block.rows + 1)]! += ridge;
  const residual = matrix(21, 1, targets.data.map((y, i) => y - f0.data[i]!)); // prettier-ignore
  const moves = multiply(kronecker(cross, 3), solveCholesky(cholesky(block), residual));
  const expected = f0Cross.data.map((f, i) => f + moves.data[i]!);
  expect(result).toBeAllclose(expected, { rtol: 1e-10, atol: 1e-10 });
  const wrong = { kernel, cross, targets: normal(6, 3, 1) };
  await expect(pseudoRegression(wrong)).rejects.toThrow(/targets must be 7×3, got 6×3/);
  const negative = pseudoRegression({ kernel, cross, targets, ridge: -1 });
  await expect(negative).rejects.toThrow(/ridge must be at least 0, got -1/);
});

test("the distance is that of K ⊗ I from the full kernel", async () => {
  const source = model(16, 3);
  const { shape, data } = await empiricalNtk(source, x1, undefined, { form: "full" });
  expect(shape).toEqual([7, 3, 7, 3]);
  const wide = kronecker(await pseudoNtk(source, x1), 3);
  const [difference, size] = [norm(data.map((v, i) => v - wide.data[i]!)), norm(data)];
  const targets = normal(7, 3, 3);
  const distance = await pseudoDistance(source, x1, {
    regression: { targets, test: x2, ridge: 0.5 },
  });
  expect(distance.frobenius).toBeCloseTo(difference / size, 12);
  expect(distance.regression).toBeGreaterThan(0.01);
  expect(distance.regression).toBeLessThan(1);
  expect((await pseudoDistance(source, x1)).regression).toBeUndefined();
});

test("agreement: kernel, largest eigenvalue and regression approach the full ones as 1/√width", async () => {
  const widths = [32, 128, 512];
  const targets = normal(7, 4, 3);
  const sums = await Promise.all(
    widths.map(async (units) => {
      const mean = { frobenius: 0, largestEigenvalue: 0, regression: 0 };
      for (let seed = 1; seed <= 6; seed++) {
        const regression = { targets, test: x2, ridge: 0.3 };
        const distance = await pseudoDistance(model(units, 4, seed), x1, { regression });
        mean.frobenius += distance.frobenius;
        mean.largestEigenvalue += distance.largestEigenvalue;
        mean.regression += distance.regression!;
      }
      return mean;
    }),
  );
  for (const [key, tolerance] of [
    ["frobenius", 0.1],
    ["regression", 0.15],
    ["largestEigenvalue", 0.35],
  ] as const) {
    const slope = Math.log(sums[2]![key] / sums[0]![key]) / Math.log(widths[2]! / widths[0]!);
    expect(Math.abs(slope + 0.5), key).toBeLessThan(tolerance);
  }
});

test("agreement: the mean over networks with one hidden layer is the kernel at infinite width, within 5 standard errors", async () => {
  const network = serial(dense({ ...layer }), tanh(), dense({ ...layer }));
  const { ntk } = await kernelFunction(network).evaluate(x1);
  const wide = finiteNetwork(
    serial(dense({ units: 64, ...layer }), tanh(), dense({ units: 3, ...layer })),
    5,
  );
  const count = 60;
  const draws: Float64Array[] = [];
  for (let seed = 1; seed <= count; seed++) {
    draws.push((await pseudoNtk(wide.at(wide.initialize(seed)), x1)).data);
  }
  ntk.data.forEach((exact, i) => {
    const mean = draws.reduce((sum, draw) => sum + draw[i]!, 0) / count;
    const squares = draws.reduce((sum, draw) => sum + (draw[i]! - mean) ** 2, 0);
    const standardError = Math.sqrt(squares / (count - 1) / count);
    expect(standardError).toBeLessThan(0.15);
    expect(Math.abs(mean - exact)).toBeLessThan(5 * standardError);
  });
});

test("a sample estimates the distance within its own standard error", async () => {
  const source = model(24, 4);
  const x = normal(30, 5, 9);
  const { frobenius } = await pseudoDistance(source, x);
  const deviations: number[] = [];
  for (let seed = 0; seed < 12; seed++) {
    const estimate = await pseudoDistanceSample(source, x, { pairs: 40, seed });
    expect(estimate.standardError / frobenius).toBeLessThan(0.1);
    deviations.push((estimate.frobenius - frobenius) / estimate.standardError);
  }
  const spread = Math.sqrt(deviations.reduce((sum, d) => sum + d * d, 0) / deviations.length);
  expect(spread).toBeGreaterThan(0.5);
  expect(spread).toBeLessThan(1.8);
  await expect(pseudoDistanceSample(source, x, { pairs: 1 })).rejects.toThrow(/at least 2, got 1/);
});

test("the pseudo-NTK of 1000 points of smooth data has no negative eigenvalue beyond roundoff", async () => {
  const curve = matrix(1000, 5);
  for (let i = 0; i < 1000; i++) {
    for (let k = 0; k < 5; k++) curve.data[5 * i + k] = Math.cos((k + 1) * (i / 500));
  }
  await using engine = await wasmEngine();
  const kernel = await pseudoNtk(model(64, 3), curve, undefined, { engine });
  const { values } = await engine.eigenSymmetric(kernel);
  expect(values.at(-1)! / values[0]!).toBeGreaterThan(-8 * Number.EPSILON);
});

test("memory: CIFAR-10 takes 2.88 TB in full and 28.8 GB as a pseudo-NTK", () => {
  expect(kernelBytes(60_000, 10)).toEqual({ full: 2.88e12, pseudo: 28.8e9 });
  expect(() => kernelBytes(1.5, 10)).toThrow(/examples must be an integer of at least 0, got 1.5/);
});

function normal(rows: number, cols: number, seed: number): Matrix {
  const { normal: draw } = random(seed);
  return matrix(rows, cols, new Float64Array(rows * cols).map(draw));
}

function norm(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}

/** K ⊗ I. */
function kronecker({ rows, cols, data }: Matrix, o: number): Matrix {
  const result = matrix(rows * o, cols * o);
  for (let i = 0; i < rows * o; i++) {
    for (let j = i % o; j < cols * o; j += o) {
      result.data[i * cols * o + j] = data[Math.floor(i / o) * cols + Math.floor(j / o)]!;
    }
  }
  return result;
}
