import { fromRows, matrix, NumericalError, selectRows, submatrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  accuracyMetric,
  crossValidate,
  kernelRegression,
  meanAbsoluteErrorMetric,
  regressionPredict,
  ridgeLearner,
  rmse,
  rmseMetric,
  selectBest,
  supportVectorClassifier,
  svcLearner,
  svcPredict,
} from "@ntkit/solvers";
import type { CrossValidationProblem, Fold, FoldKernel, Learner } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { deal, kernels, normals, oneHot, rejection } from "./support.ts";

const x = normals(40, 3, 30);
const both = [kernels.reluNtk(x, x), kernels.linear(x, x)];
const candidates = ["ntk", "linear"];
const targets = normals(40, 2, 31);
const labels = Array.from(
  x.data.filter((_, at) => at % 3 === 0),
  (v, i) => (v + 0.5 * targets.data[2 * i]! > 0 ? 1 : v < -1 ? 2 : 0),
);
const folds = deal(40, 4);

function on(fold: Fold, kernel: Matrix): FoldKernel {
  const [train, validation] = [Array.from(fold.train), Array.from(fold.validation)];
  return { train: submatrix(kernel, train, train), cross: submatrix(kernel, validation, train) };
}

function* yielding(fold: Fold): Generator<FoldKernel> {
  for (const kernel of both) yield on(fold, kernel);
}

const regression: CrossValidationProblem = {
  targets,
  folds,
  candidates,
  kernels: yielding,
  learners: [ridgeLearner({ ridges: [0.1, 1] })],
  metric: rmseMetric,
};

describe("crossValidate", () => {
  test("agreement: each configuration equals refitting by hand", async () => {
    const { configurations, rows, foldOf } = await crossValidate(regression);
    expect(configurations.map((c) => [c.candidate, c.learner, c.value])).toEqual([
      ["ntk", "ridge", 0.1],
      ["ntk", "ridge", 1],
      ["linear", "ridge", 0.1],
      ["linear", "ridge", 1],
    ]);
    for (const configuration of configurations) {
      const kernel = both[configuration.candidateIndex]!;
      for (const [index, fold] of folds.entries()) {
        const { train, cross } = on(fold, kernel);
        const model = await kernelRegression({
          kernel: train,
          targets: selectRows(targets, fold.train),
          ridge: configuration.value,
        });
        const expected = await regressionPredict(model, cross);
        const at = [...rows.keys()].filter((v) => foldOf[v] === index);
        expect(at.map((v) => rows[v])).toEqual(fold.validation);
        expect(selectRows(configuration.predictions, at)).toBeAllclose(expected, { atol: 1e-12 });
        const truth = selectRows(targets, fold.validation);
        expect(configuration.foldScores[index]!).toBeAllclose(rmse(expected.data, truth.data));
      }
      const sum = configuration.foldScores.reduce((total, score) => total + score, 0);
      expect(configuration.mean).toBeAllclose(sum / 4);
      expect(configuration.interval.low).toBeLessThan(configuration.mean);
      expect(configuration.interval.high).toBeGreaterThan(configuration.mean);
    }
  });

  test("compares several learners, and classifies", async () => {
    const learners = [svcLearner({ C: [10, 0.1] }), ridgeLearner({ ridges: [1] })];
    const result = await crossValidate({
      ...regression,
      targets: oneHot(labels, 3),
      learners,
      metric: accuracyMetric,
    });
    expect(result.configurations.map((c) => [c.candidate, c.learner, c.value])).toEqual([
      ["ntk", "svc", 10],
      ["ntk", "svc", 0.1],
      ["ntk", "ridge", 1],
      ["linear", "svc", 10],
      ["linear", "svc", 0.1],
      ["linear", "ridge", 1],
    ]);
    const fold = folds[2]!;
    const { train, cross } = on(fold, both[0]!);
    const model = await supportVectorClassifier({
      kernel: train,
      labels: fold.train.map((row) => labels[row]!),
      classes: 3,
      C: 10,
    });
    const guessed = (await svcPredict(model, cross)).labels;
    const right = fold.validation.filter((row, i) => guessed[i] === labels[row]).length;
    expect(result.configurations[0]!.foldScores[2]).toBe(right / fold.validation.length);
  });

  test("asks for the kernels of a fold once, and takes them as a list, lazily or asynchronously", async () => {
    let calls = 0;
    const sync = await crossValidate({
      ...regression,
      kernels: (fold) => {
        calls++;
        return both.map((kernel) => on(fold, kernel));
      },
    });
    expect(calls).toBe(4);
    async function* later(fold: Fold): AsyncGenerator<FoldKernel> {
      for (const kernel of both) yield await Promise.resolve(on(fold, kernel));
    }
    const lazy = await crossValidate({ ...regression, kernels: later });
    expect(lazy.configurations).toEqual(sync.configurations);
  });

  test("judges a hold-out split, and rows that are out of fold more than once", async () => {
    const holdOut = await crossValidate({ ...regression, folds: folds.slice(0, 1) });
    expect([...holdOut.rows]).toEqual(folds[0]!.validation);
    const twice = await crossValidate({ ...regression, folds: [folds[0]!, folds[0]!] });
    expect(twice.rows).toHaveLength(20);
    expect(twice.configurations[0]!.mean).toBeAllclose(holdOut.configurations[0]!.mean);
  });

  test("reports progress up to 1", async () => {
    const heard: number[] = [];
    await crossValidate(regression, { onProgress: (fraction) => heard.push(fraction) });
    expect(heard).toEqual([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
  });

  test("an error of a learner names fold and candidate and keeps its kind and cause", async () => {
    const flat = matrix(40, 40, new Float64Array(1600).fill(1));
    const error = await rejection(
      crossValidate({
        ...regression,
        candidates: ["flat"],
        kernels: (fold) => [on(fold, flat)],
        learners: [ridgeLearner({ ridges: [0] })],
      }),
    );
    expect(error).toBeInstanceOf(NumericalError);
    expect(error.message).toContain("(fold 0, flat, ridge)");
    expect(error.message).toContain("rows 0 and 1 have the same kernel row");
    expect(error.cause).toBeInstanceOf(NumericalError);
  });

  test("rejects folds that cannot be used", async () => {
    const run = (bad: Fold[]) => crossValidate({ ...regression, folds: bad });
    await expect(run([])).rejects.toThrow("folds must not be empty, got []");
    await expect(run([{ train: [0, 1], validation: [] }])).rejects.toThrow(
      "validation rows of fold 0 must not be empty, got none",
    );
    await expect(run([{ train: [0, 1], validation: [1] }])).rejects.toThrow(
      "rows of fold 0 must occur once, got row 1 in train and validation",
    );
    await expect(run([{ train: [0, 40], validation: [1] }])).rejects.toThrow(
      "train rows of fold 0 must be from 0 to 39, got 40",
    );
    const many = Array.from({ length: 41 }, () => folds[0]!);
    await expect(run(many)).rejects.toThrow("at most as many folds as rows (40), got 41");
  });

  test("rejects another number of kernels than candidates", async () => {
    const kernelsOf = (fold: Fold) => [on(fold, both[0]!)];
    await expect(crossValidate({ ...regression, kernels: kernelsOf })).rejects.toThrow(
      "kernels must give 2 kernels (one per candidate), got 1 in fold 0",
    );
    const three = (fold: Fold) => [...both, both[0]!].map((kernel) => on(fold, kernel));
    await expect(crossValidate({ ...regression, kernels: three })).rejects.toThrow(
      "kernels must give 2 kernels (one per candidate), got more in fold 0",
    );
  });

  test("rejects a kernel that does not fit its fold", async () => {
    const swapped = (fold: Fold) => both.map((kernel) => ({ ...on(fold, kernel), train: kernel }));
    await expect(crossValidate({ ...regression, kernels: swapped })).rejects.toThrow(
      "train must be 30×30 (training rows), got 40×40 (fold 0, ntk)",
    );
    const short = (fold: Fold) =>
      both.map((kernel) => ({ ...on(fold, kernel), cross: matrix(3, 30) }));
    await expect(crossValidate({ ...regression, kernels: short })).rejects.toThrow(
      "cross must be 10×30 (validation rows × training rows), got 3×30 (fold 0, ntk)",
    );
  });
});

describe("selectBest", () => {
  const of = (...means: number[]) =>
    means.map((mean, value) => ({ mean, value })) as unknown as Parameters<
      typeof selectBest
    >[0]["configurations"];

  test("takes the best mean in the metric's direction, ties to the first", () => {
    const configurations = of(0.5, 0.9, 0.9, 0.5);
    expect(selectBest({ configurations, metric: accuracyMetric }).value).toBe(1);
    expect(selectBest({ configurations, metric: rmseMetric }).value).toBe(0);
  });

  test("rejects an empty list", () => {
    expect(() => selectBest({ configurations: [], metric: rmseMetric })).toThrow(
      "selectBest: configurations must not be empty, got []",
    );
  });
});

describe("learners", () => {
  const n = 40;
  const kernel = both[0]!;
  const cross = kernels.reluNtk(normals(6, 3, 32), x);

  async function paths(learner: Learner, y: Matrix): Promise<readonly Matrix[]> {
    return (await learner.fitPath(kernel, y)).predict(cross);
  }

  test.each([3, 20])("agreement: ridgeLearner over %i values equals single fits", async (count) => {
    const ridges = Array.from({ length: count }, (_, r) => 10 ** (-2 + r / 4));
    for (const [relative, center] of [
      [false, true],
      [true, false],
    ] as const) {
      const learner = ridgeLearner({ ridges, relative, center });
      const predictions = await paths(learner, targets);
      for (const [r, ridge] of ridges.entries()) {
        const strength = relative ? { relativeRidge: ridge } : { ridge };
        const model = await kernelRegression({ kernel, targets, center, ...strength });
        const expected = await regressionPredict(model, cross);
        expect(predictions[r]!).toBeAllclose(expected, { atol: 1e-11 });
      }
    }
  });

  test("agreement: svcLearner's warm path predicts what single fits do, in the grid's order", async () => {
    const C = [100, 0.1, 1e4, 1];
    const predictions = await paths(
      svcLearner({ C, output: "scores", tolerance: 1e-6 }),
      oneHot(labels, 3),
    );
    for (const [v, value] of C.entries()) {
      const model = await supportVectorClassifier(
        { kernel, labels, classes: 3, C: value },
        { tolerance: 1e-6 },
      );
      const { scores } = await svcPredict(model, cross);
      expect(predictions[v]!).toBeAllclose(scores, { rtol: 1e-4, atol: 1e-4 });
    }
  });

  test("reject an empty grid", () => {
    expect(() => ridgeLearner({ ridges: [] })).toThrow("ridges must not be empty, got []");
    expect(() => ridgeLearner({ ridges: [NaN] })).toThrow(RangeError);
    expect(() => svcLearner({ C: [] })).toThrow("C must not be empty, got []");
  });

  test("metrics judge rows and their mean", () => {
    const predictions = fromRows([
      [1, 2],
      [3, 5],
    ]);
    const actual = fromRows([
      [1, 0],
      [0, 5],
    ]);
    expect([...rmseMetric.rowValues(predictions, actual)]).toEqual([2, 4.5]);
    expect([...meanAbsoluteErrorMetric.rowValues(predictions, actual)]).toEqual([1, 1.5]);
    expect([...accuracyMetric.rowValues(predictions, actual)]).toEqual([0, 1]);
    expect(rmseMetric.fromMean(9)).toBe(3);
    expect(n).toBe(kernel.rows);
  });
});
