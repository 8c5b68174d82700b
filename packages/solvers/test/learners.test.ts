import { fromRows, matrix, multiply, selectRows, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  crossEntropyLoss,
  crossValidate,
  flowLearner,
  gaussianProcess,
  gradientFlow,
  gradientFlowPredict,
  huberLoss,
  kernelRegression,
  logisticLoss,
  lossFlow,
  lossFlowLimit,
  lossLearner,
  regressionPredict,
  ridgeLearner,
  rmseMetric,
  squaredLoss,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

const points = [-2, -1.1, -0.3, 0.4, 1.2, 2.1, 3];
const at = [-1.5, 0, 2.5];
const kernelOf = (a: readonly number[], b: readonly number[]): Matrix =>
  fromRows(a.map((s) => b.map((t) => Math.exp(-((s - t) ** 2) / 3))));
const kernel = kernelOf(points, points);
const cross = kernelOf(at, points);
const numbers = fromRows(points.map((x) => [Math.sin(x) + 2]));
const classes = fromRows(points.map((_, i) => [Number(i % 3 === 0), Number(i % 3 !== 0)]));
const constant = (rows: number, values: readonly number[]): Matrix =>
  fromRows(Array.from({ length: rows }, () => [...values]));

describe("flowLearner", () => {
  test("predicts what gradientFlowPredict does, from 0 and from the mean", async () => {
    const times = [0, 3, 40, Infinity];
    const path = await flowLearner({ times }).fitPath(kernel, numbers);
    const flow = await gradientFlow({ kernel, targets: numbers, loss: "mean" });
    const expected = await gradientFlowPredict(flow, times, { cross });
    const found = await path.predict(cross);
    expected.cross!.forEach((outputs, t) => {
      expect(found[t]!.data).toBeAllclose(outputs.data, { rtol: 1e-9, atol: 1e-10 });
    });
    const centered = await flowLearner({ times: [0], center: true }).fitPath(kernel, numbers);
    const mean = numbers.data.reduce((sum, y) => sum + y, 0) / points.length;
    expect((await centered.predict(cross))[0]!.data).toBeAllclose([mean, mean, mean]);
  });

  test("of a singular kernel, t = ∞ is the minimum-norm solution", async () => {
    const twice = submatrix(kernel, [0, 0, 3], [0, 0, 3]);
    const targets = fromRows([[1], [3], [0]]);
    const path = await flowLearner({ times: [Infinity] }).fitPath(twice, targets);
    const { coefficients } = await kernelRegression({ kernel: twice, targets, minimumNorm: true });
    expect(path.expansions![0]!.coefficients.data).toBeAllclose(coefficients.data, {
      rtol: 1e-9,
      atol: 1e-12,
    });
  });

  test("follows any loss through unsorted times, and to its limit", async () => {
    const objective = huberLoss(0.5);
    const path = await flowLearner({
      times: [9, 2, Infinity],
      objective,
      center: true,
      rtol: 1e-10,
    }).fitPath(kernel, numbers);
    const sorted = Float64Array.from(numbers.data).sort();
    const initial = constant(points.length, [sorted[3]!]);
    const problem = { kernel, targets: numbers, objective, loss: "mean" as const, initial };
    const test = { cross, initial: constant(at.length, [sorted[3]!]) };
    const flow = await lossFlow(problem, [2, 9], test);
    const limit = await lossFlowLimit(problem, test);
    const [late, early, end] = await path.predict(cross);
    expect(early!.data).toBeAllclose(flow.cross![0]!.data, { rtol: 1e-8, atol: 1e-10 });
    expect(late!.data).toBeAllclose(flow.cross![1]!.data, { rtol: 1e-8, atol: 1e-10 });
    expect(end!.data).toBeAllclose(limit.cross!.data, { rtol: 1e-6, atol: 1e-8 });
  });

  test("refuses an empty grid, negative times, and centering on a loss without a constant", async () => {
    expect(() => flowLearner({ times: [] })).toThrow(/times must not be empty/);
    expect(() => flowLearner({ times: [1, -1] })).toThrow(/times must be at least 0, got -1/);
    expect(() => flowLearner({ times: [NaN] })).toThrow(/got NaN/);
    const objective = { name: "mine", gradient: () => undefined };
    await expect(
      flowLearner({ times: [1], objective, center: true }).fitPath(kernel, numbers),
    ).rejects.toThrow(/flowLearner: objective must have a constant to center on, got mine/);
  });
});

describe("lossLearner", () => {
  test("with squared errors is ridge regression", async () => {
    const ridges = [0.01, 0.3];
    const settings = { ridges, relative: true, center: true };
    const mine = await lossLearner({ objective: squaredLoss, ...settings }).fitPath(
      kernel,
      numbers,
    );
    const ridge = await ridgeLearner(settings).fitPath(kernel, numbers);
    const [a, b] = [await mine.predict(cross), await ridge.predict(cross)];
    a.forEach((outputs, v) => {
      expect(outputs.data).toBeAllclose(b[v]!.data, { rtol: 1e-9, atol: 1e-10 });
    });
  });

  test.each([crossEntropyLoss, logisticLoss])(
    "with $name is stationary: gradient + ridge · coefficients = 0",
    async (objective) => {
      const path = await lossLearner({ objective, ridges: [0.2], center: true }).fitPath(
        kernel,
        classes,
      );
      const { coefficients, offset } = path.expansions![0]!;
      const f = multiply(kernel, coefficients);
      for (let i = 0; i < f.rows; i++) {
        const row = [0, 1].map((o) => f.data[2 * i + o]! + offset[o]!);
        const slope = new Float64Array(2);
        objective.gradient(Float64Array.from(row), classes.data.subarray(2 * i, 2 * i + 2), slope);
        const pull = [0, 1].map((o) => -0.2 * coefficients.data[2 * i + o]!);
        expect(slope).toBeAllclose(pull, { rtol: 1e-8, atol: 1e-9 });
      }
      // 3 and 4 of 7 rows, each with half a row more
      const odds = Math.log(3.5 / 4.5);
      expect(offset[0]! - (objective === logisticLoss ? 0 : offset[1]!)).toBeAllclose(odds);
    },
  );

  test("refuses an empty grid and a negative ridge", () => {
    expect(() => lossLearner({ objective: squaredLoss, ridges: [] })).toThrow(/must not be empty/);
    expect(() => lossLearner({ objective: squaredLoss, ridges: [-1] })).toThrow(/got -1/);
  });
});

describe("ridgeLearner with unequal noise", () => {
  const noiseShape = Float64Array.of(1, 0.5, 2, 1, 4, 1, 3);

  test("adds ridge times each row's noise to the diagonal", async () => {
    const learner = ridgeLearner({ ridges: [0.1], noiseShape });
    const rows = [0, 2, 3, 6];
    const [k, y] = [submatrix(kernel, rows, rows), selectRows(numbers, rows)];
    const { expansions } = await learner.fitPath(k, y, { rows });
    const noise = Float64Array.from(rows, (row) => 0.1 * noiseShape[row]!);
    const { coefficients } = await gaussianProcess({ kernel: k, targets: y, noise });
    expect(expansions![0]!.coefficients.data).toBeAllclose(coefficients.data, { rtol: 1e-12 });
  });

  test("is told the rows by crossValidate", async () => {
    const folds = [{ train: [0, 2, 3, 6], validation: [1, 4, 5] }];
    const { configurations } = await crossValidate({
      targets: numbers,
      folds,
      candidates: ["one"],
      kernels: () => [
        {
          train: submatrix(kernel, Array.from(folds[0]!.train), Array.from(folds[0]!.train)),
          cross: submatrix(kernel, [1, 4, 5], [0, 2, 3, 6]),
        },
      ],
      learners: [ridgeLearner({ ridges: [0.1], noiseShape })],
      metric: rmseMetric,
    });
    const noise = Float64Array.of(0.1, 0.2, 0.1, 0.3);
    const part = submatrix(kernel, [0, 2, 3, 6], [0, 2, 3, 6]);
    const fit = await gaussianProcess({
      kernel: part,
      targets: selectRows(numbers, [0, 2, 3, 6]),
      noise,
    });
    const expected = await regressionPredict(fit, submatrix(kernel, [1, 4, 5], [0, 2, 3, 6]));
    expect(configurations[0]!.predictions.data).toBeAllclose(expected.data, { rtol: 1e-12 });
  });

  test("refuses rows that are not named, and noise that is not above 0", async () => {
    await expect(
      ridgeLearner({ ridges: [0.1], noiseShape }).fitPath(kernel, numbers),
    ).rejects.toThrow(/rows must name the 7 rows .*, got none/);
    expect(() => ridgeLearner({ ridges: [1], noiseShape: Float64Array.of(1, 0) })).toThrow(
      /noiseShape must be finite and above 0, got 0 in row 1/,
    );
  });
});

test("paths predict with their expansions", async () => {
  const learner = ridgeLearner({ ridges: [0.1, 1], center: true });
  const path = await learner.fitPath(kernel, classes);
  const all = await path.predict(cross);
  for (const [v, expansion] of path.expansions!.entries()) {
    const one = await regressionPredict(expansion, cross);
    expect(all[v]!.data).toBeAllclose(one.data, { rtol: 1e-13 });
  }
  expect(all[0]).toMatchObject(matrix(3, 2, all[0]!.data));
});
