import { fromRows, matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  gradientFlow,
  gradientFlowPredict,
  kernelRegression,
  regressionPredict,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import {
  cross,
  initial,
  kernel,
  plus,
  readFixture,
  rows,
  singular,
  singularCross,
  targets,
  testInitial,
  x,
} from "./dynamics-support.ts";
import { normals, rbf } from "./support.ts";

interface SquaredCase {
  readonly name: string;
  readonly kernel: number[][];
  readonly cross: number[][];
  readonly targets: number[][];
  readonly initial: number[][];
  readonly crossInitial: number[][];
  readonly times: number[];
  readonly train: number[][][];
  readonly crossOutputs: number[][][];
}
const { squared } = readFixture("dynamics") as { readonly squared: SquaredCase[] };
const { predict } = readFixture("neural-tangents-predict") as {
  readonly predict: Readonly<Record<string, number[][]>>;
};

describe("gradientFlowPredict", () => {
  test.each(squared)("reference: equals matrix exponentials to 1e-11 ($name)", async (given) => {
    const flow = await gradientFlow({
      kernel: fromRows(given.kernel),
      targets: fromRows(given.targets),
      initial: fromRows(given.initial),
      loss: "mean",
    });
    const test = { cross: fromRows(given.cross), initial: fromRows(given.crossInitial) };
    const found = await gradientFlowPredict(flow, given.times, test);
    given.times.forEach((_, i) => {
      expect(found.train[i]!).toBeAllclose(given.train[i]!, { atol: 1e-11 });
      expect(found.cross![i]!).toBeAllclose(given.crossOutputs[i]!, { atol: 1e-11 });
    });
  });

  test("reference: equals neural-tangents 0.6.6 to 1e-9, which divides by N O and adds to the kernel", async () => {
    const k = predict.k_dd_ntk!;
    const added = (1e-3 * (k[0]![0]! + k[1]![1]! + k[2]![2]!)) / 3;
    const start = (m: number, a: number, b: number) =>
      fromRows(Array.from({ length: m }, (_, i) => [0, 1].map((j) => a * i + b * j)));
    const flow = await gradientFlow({
      kernel: fromRows(k.map((row, i) => row.map((v, j) => (i === j ? v + added : v)))),
      targets: fromRows(predict.Y!),
      initial: start(3, 0.1, -0.2),
      loss: "mean",
      learningRate: 0.5 / 2,
    });
    const found = await gradientFlowPredict(flow, [Infinity, 1], {
      cross: fromRows(predict.k_td_ntk!),
      initial: start(2, -0.1, 0.3),
    });
    for (const [i, t] of ["None", "1.0"].entries()) {
      const name = `gradient_descent_mse(lr=.5,diag_reg=1e-3,t=${t},f0=.1i-.2j,ft0=.3j-.1i)`;
      const [train, other] = predict[name] as unknown as [number[][], number[][]];
      expect(found.train[i]!).toBeAllclose(train, { atol: 1e-9 });
      expect(found.cross![i]!).toBeAllclose(other, { atol: 1e-9 });
    }
  });

  test("begins at the initial outputs, exactly, and ends at kernel regression on the residual", async () => {
    const flow = await gradientFlow({ kernel, targets, initial, loss: "sum", ridge: 1e-3 });
    const found = await gradientFlowPredict(flow, [0, Infinity], { cross, initial: testInitial });
    expect(found.train[0]!.data).toEqual(initial.data);
    expect(found.cross![0]!.data).toEqual(testInitial.data);
    const model = await kernelRegression({
      kernel,
      targets: plus(targets, initial, -1),
      ridge: 1e-3,
    });
    expect(found.train[1]!).toBeAllclose(plus(initial, await regressionPredict(model, kernel)), {
      atol: 1e-11,
    });
    expect(found.cross![1]!).toBeAllclose(
      plus(testInitial, await regressionPredict(model, cross)),
      {
        atol: 1e-11,
      },
    );
  });

  test("identity: the mean loss is the summed loss N times slower, a rate a factor on time", async () => {
    const sum = await gradientFlow({ kernel, targets, initial, loss: "sum" });
    const mean = await gradientFlow({ kernel, targets, initial, loss: "mean", learningRate: 3 });
    const a = await gradientFlowPredict(sum, 0.7, { cross });
    const b = await gradientFlowPredict(mean, (0.7 * 12) / 3, { cross });
    expect(a.train[0]!).toBeAllclose(b.train[0]!, { atol: 1e-14 });
    expect(a.cross![0]!).toBeAllclose(b.cross![0]!, { atol: 1e-14 });
  });

  test("identity: a full kernel K ⊗ I gives what K gives", async () => {
    const kron = (a: Matrix): Matrix => {
      const big = matrix(2 * a.rows, 2 * a.cols);
      a.data.forEach((value, at) => {
        const [i, j] = [Math.floor(at / a.cols), at % a.cols];
        for (const o of [0, 1]) big.data[(2 * i + o) * big.cols + 2 * j + o] = value;
      });
      return big;
    };
    const problem = { targets, initial, loss: "mean" } as const;
    const small = await gradientFlow({ ...problem, kernel });
    const full = await gradientFlow({ ...problem, kernel: kron(kernel) });
    const a = await gradientFlowPredict(small, [1, 30], { cross, initial: testInitial });
    const b = await gradientFlowPredict(full, [1, 30], {
      cross: kron(cross),
      initial: testInitial,
    });
    for (const i of [0, 1]) {
      expect(b.train[i]!).toBeAllclose(a.train[i]!, { atol: 1e-12 });
      expect(b.cross![i]!).toBeAllclose(a.cross![i]!, { atol: 1e-12 });
    }
  });

  test("contradictory duplicates end at their mean, and other rows at the minimum-norm limit", async () => {
    const y = fromRows([[1], [3], [-1]]);
    const flow = await gradientFlow({ kernel: singular, targets: y, loss: "mean" });
    expect(flow.rank).toBe(2);
    const found = await gradientFlowPredict(flow, [1e6, 1e18, Infinity], { cross: singularCross });
    const reduced = fromRows([[2], [-1]]);
    const points = fromRows([
      [0.3, -1],
      [1.2, 0.4],
    ]);
    const model = await kernelRegression({ kernel: rbf(points, points), targets: reduced });
    const expected = await regressionPredict(model, rbf(rows, points));
    for (const i of [0, 1, 2]) {
      expect(found.train[i]!).toBeAllclose([[2], [2], [-1]], { atol: 1e-13 });
      expect(found.cross![i]!).toBeAllclose(expected, { atol: 1e-13 });
    }
  });

  test("what the kernel does not reach stays at its initial value", async () => {
    const flow = await gradientFlow({
      kernel: matrix(2, 2),
      targets: fromRows([[1], [2]]),
      initial: fromRows([[5], [6]]),
      loss: "sum",
    });
    const found = await gradientFlowPredict(flow, [0, 3, Infinity], { cross: matrix(1, 2) });
    for (const i of [0, 1, 2]) {
      expect(found.train[i]!.data).toEqual(Float64Array.of(5, 6));
      expect(found.cross![i]!.data).toEqual(Float64Array.of(0));
    }
  });

  test("where K has eigenvalue 0 but K* does not, outputs grow with t, and have no limit", async () => {
    const flow = await gradientFlow({
      kernel: fromRows([
        [1, 1],
        [1, 1],
      ]),
      targets: fromRows([[1], [-1]]),
      loss: "sum",
    });
    const odd = { cross: fromRows([[1, -1]]) };
    const found = await gradientFlowPredict(flow, [1, 1000], odd);
    expect(found.cross!.map((m) => m.data[0])).toBeAllclose([2, 2000], { rtol: 1e-14 });
    await expect(gradientFlowPredict(flow, Infinity, odd)).rejects.toMatchObject({
      reason: "singular",
      detail: { row: 0, direction: 1 },
    });
  });

  test("a kernel rounded to float32 is followed with a rank tolerance of that size, to t = ∞", async () => {
    const points = normals(40, 1, 6);
    const others = normals(5, 1, 7);
    const exact = rbf(points, points);
    const y = matrix(
      40,
      1,
      points.data.map((value) => Math.sin(value)),
    );
    const rounded = (m: Matrix) =>
      matrix(m.rows, m.cols, Float64Array.from(Float32Array.from(m.data)));
    const problem = { kernel: rounded(exact), targets: y, loss: "mean" } as const;
    await expect(gradientFlow(problem)).rejects.toThrow("use rankTolerance");
    const flow = await gradientFlow({ ...problem, rankTolerance: 1e-6 });
    const found = await gradientFlowPredict(flow, [1e12, Infinity], {
      cross: rounded(rbf(others, points)),
    });
    for (const i of [0, 1]) {
      const wanted = Array.from(others.data, (value) => [Math.sin(value)]);
      expect(found.cross![i]!).toBeAllclose(wanted, { atol: 1e-2 });
    }
  });

  test("one row follows 1 − e^(−κt)", async () => {
    const flow = await gradientFlow({
      kernel: fromRows([[2]]),
      targets: fromRows([[3]]),
      loss: "mean",
    });
    const found = await gradientFlowPredict(flow, [1e-12, 0.5], { cross: fromRows([[4]]) });
    expect(found.train.map((m) => m.data[0])).toBeAllclose(
      [-3 * Math.expm1(-2e-12), -3 * Math.expm1(-1)],
      { rtol: 1e-15 },
    );
    expect(found.cross!.map((m) => m.data[0])).toBeAllclose(
      [-6 * Math.expm1(-2e-12), -6 * Math.expm1(-1)],
      { rtol: 1e-15 },
    );
  });

  test("refuses what is no kernel, no time and no shape, with the numbers", async () => {
    const start = { targets: fromRows([[1], [2]]), loss: "mean" } as const;
    const indefinite = fromRows([
      [1, 2],
      [2, 1],
    ]);
    await expect(gradientFlow({ ...start, kernel: indefinite })).rejects.toMatchObject({
      reason: "not-positive-definite",
    });
    await expect(gradientFlow({ ...start, kernel: rbf(x, x) })).rejects.toThrow(
      "got 12×12 and targets 2×1",
    );
    const nan = fromRows([
      [1, 0],
      [0, NaN],
    ]);
    await expect(gradientFlow({ ...start, kernel: nan })).rejects.toThrow("row 1, column 1");
    const lopsided = fromRows([
      [1, 0],
      [0.5, 1],
    ]);
    await expect(gradientFlow({ ...start, kernel: lopsided })).rejects.toThrow("symmetric");
    await expect(
      gradientFlow({ ...start, kernel: matrix(2, 2), initial: matrix(2, 2) }),
    ).rejects.toThrow("initial must be 2×1 like targets, got 2×2");
    await expect(gradientFlow({ ...start, kernel: matrix(2, 2), learningRate: 0 })).rejects.toThrow(
      "learningRate must be finite and above 0, got 0",
    );
    const flow = await gradientFlow({ kernel, targets, loss: "mean" });
    await expect(gradientFlowPredict(flow, -1)).rejects.toThrow("got -1");
    await expect(gradientFlowPredict(flow, NaN)).rejects.toThrow("got NaN");
    await expect(gradientFlowPredict(flow, [])).rejects.toThrow("must not be empty");
    await expect(gradientFlowPredict(flow, 1, { cross: matrix(3, 5) })).rejects.toThrow(
      "cross must have 12 columns",
    );
    await expect(gradientFlowPredict(flow, 1, { cross, initial: matrix(3, 2) })).rejects.toThrow(
      "test.initial must be 4×2, got 3×2",
    );
  });
});
