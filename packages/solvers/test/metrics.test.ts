import { fromRows, NumericalError, random, ShapeError } from "@ntkit/linalg";
import {
  accuracy,
  calibrateTemperature,
  classify,
  confusionMatrix,
  logLoss,
  meanAbsoluteError,
  meanInterval,
  r2,
  rmse,
  softmaxProbabilities,
  wilsonInterval,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { fixture } from "./support.ts";

const { metrics: reference } = fixture;
const scores = fromRows(reference.scores);
const { labels, actual, predicted } = reference;

describe("calibrateTemperature", () => {
  test("reference: without smoothing it is SciPy's minimum of the log loss to 1e-7", () => {
    const found = calibrateTemperature(scores, labels, { smoothing: false });
    expect(found.temperature).toBeAllclose(reference.temperature, { rtol: 1e-7 });
    expect(found.loss).toBeAllclose(reference.loss, { rtol: 1e-14 });
    expect(found.reason).toBe("converged");
    const at = softmaxProbabilities(scores, found.temperature);
    expect(logLoss(at, labels)).toBeAllclose(found.loss, { rtol: 1e-14 });
  });

  test("identity: scores k times as large have a temperature k times as large", () => {
    const larger = { ...scores, data: scores.data.map((s) => 1e6 * s) };
    const [a, b] = [scores, larger].map((s) => calibrateTemperature(s, labels).temperature);
    expect(b).toBeAllclose(1e6 * a!, { rtol: 1e-6 });
  });

  test("scores that separate the classes get a finite temperature with smoothing", () => {
    const separated = fromRows([
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    const { temperature, reason } = calibrateTemperature(separated, [0, 0, 1, 1]);
    // (n + 1)/(n + classes) = 3/4 for the right class: e^(1/T) = 3
    expect(temperature).toBeAllclose(1 / Math.log(3));
    expect(reason).toBe("converged");
    const plain = calibrateTemperature(separated, [0, 0, 1, 1], { smoothing: false });
    expect(plain.reason).toBe("at-bound");
    expect(plain.temperature).toBeLessThan(1e-5);
  });

  test("scores that mislead or do not vary say that no temperature helps", () => {
    const misleading = fromRows([
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
    expect(calibrateTemperature(misleading, [0, 0, 1, 1]).reason).toBe("at-bound");
    const flat = fromRows([
      [1, 1],
      [1, 1],
    ]);
    expect(calibrateTemperature(flat, [0, 1]).reason).toBe("at-bound");
  });

  test("rejects labels that do not fit", () => {
    expect(() => calibrateTemperature(scores, [0, 1])).toThrow(ShapeError);
    expect(() => calibrateTemperature(fromRows([[0, 1]]), [2])).toThrow(
      "labels must be integers from 0 to 1, got 2 in row 0",
    );
  });
});

describe("softmaxProbabilities", () => {
  test("identity: rows sum to 1, without overflow at 1e5", () => {
    const { data } = softmaxProbabilities(
      fromRows([
        [1e5, 0, 1e5],
        [-1e5, 1, 2],
      ]),
      2,
    );
    expect([...data.subarray(0, 3)]).toEqual([0.5, 0, 0.5]);
    expect(data[3]! + data[4]! + data[5]!).toBeAllclose(1);
    expect(data[5]! / data[4]!).toBeAllclose(Math.exp(0.5));
  });

  test("rejects a temperature of 0 and a score that is not finite", () => {
    expect(() => softmaxProbabilities(scores, 0)).toThrow("temperature must be positive, got 0");
    expect(() => softmaxProbabilities(fromRows([[1, NaN]]))).toThrow(NumericalError);
  });
});

describe("classify", () => {
  test("takes the highest score, ties to the lowest class", () => {
    expect([
      ...classify(
        fromRows([
          [0, 2, 2],
          [1, 1, 1],
          [-3, -Infinity, -2],
        ]),
      ),
    ]).toEqual([1, 0, 2]);
  });

  test("rejects NaN by row and column", () => {
    expect(() =>
      classify(
        fromRows([
          [0, 1],
          [2, NaN],
        ]),
      ),
    ).toThrow("got NaN in row 1, column 1");
    expect(() => classify(fromRows([[NaN, 1]]))).toThrow("got NaN in row 0, column 0");
  });
});

describe("metrics", () => {
  test("reference: log loss, r2, rmse and mean absolute error are scikit-learn's", () => {
    expect(logLoss(softmaxProbabilities(scores), labels)).toBeAllclose(reference.logLoss, {
      rtol: 1e-14,
    });
    expect(r2(predicted, actual)).toBeAllclose(reference.r2, { rtol: 1e-13 });
    expect(rmse(predicted, actual)).toBeAllclose(reference.rmse, { rtol: 1e-14 });
    expect(meanAbsoluteError(predicted, actual)).toBeAllclose(reference.mae, { rtol: 1e-14 });
  });

  test("accuracy and confusionMatrix count the same rows", () => {
    const [guess, truth] = [
      [0, 1, 2, 2],
      [0, 2, 2, 1],
    ];
    expect(accuracy(guess, truth)).toBe(0.5);
    expect([...confusionMatrix(guess, truth, 3).data]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 1]);
    expect(() => confusionMatrix([3], [0], 3)).toThrow(RangeError);
  });

  test("log loss is infinite for a class that was ruled out", () => {
    expect(logLoss(fromRows([[1, 0]]), [1])).toBe(Infinity);
  });

  test("reject lists of different lengths, empty lists and a constant target", () => {
    expect(() => accuracy([1], [1, 2])).toThrow("same length, at least 1, got 1 and 2");
    expect(() => rmse([], [])).toThrow(ShapeError);
    expect(() => r2([1, 2], [3, 3])).toThrow("actual must not all be equal, got 2 times 3");
  });
});

describe("wilsonInterval", () => {
  test.each(reference.wilson)("reference: %i of %i at %d is SciPy's", (k, n, level, low, high) => {
    const interval = wilsonInterval(k, n, level);
    expect(interval.low).toBeAllclose(low, { rtol: 1e-12, atol: 1e-15 });
    expect(interval.high).toBeAllclose(high, { rtol: 1e-12 });
  });

  test("rejects more successes than trials, no trials and a level of 95", () => {
    expect(() => wilsonInterval(3, 2)).toThrow("got 3 of 2");
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 2, 95)).toThrow("level must be between 0 and 1, got 95");
  });
});

describe("meanInterval", () => {
  test("agreement: covers the mean of normal samples as often as its level says", () => {
    const generator = random(40);
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const sample = Array.from({ length: 100 }, () => 5 + 2 * generator.normal());
      const { low, high } = meanInterval(sample, 0.9);
      if (low <= 5 && high >= 5) covered++;
    }
    // three standard errors √(0.09 / 2000) about 0.9, less 0.003 for the normal quantile
    expect(Math.abs(covered / 2000 - 0.897)).toBeLessThan(0.02);
  });

  test("one value has no spread to judge by", () => {
    expect(meanInterval([3])).toEqual({ low: -Infinity, high: Infinity });
    expect(() => meanInterval([])).toThrow(ShapeError);
  });
});
