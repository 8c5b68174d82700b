import { fromRows, matrix, NumericalError } from "@ntkit/linalg";
import {
  solveSvmDual,
  supportVectorClassifier,
  supportVectorPath,
  svcPredict,
} from "@ntkit/solvers";
import type { SvcModel } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { fixture, kernels, normals, rejection } from "./support.ts";
import type { SvmCase } from "./support.ts";

function setting(c: SvmCase): {
  kernel: ReturnType<typeof matrix>;
  cross: ReturnType<typeof matrix>;
  problem: Parameters<typeof supportVectorClassifier>[0];
} {
  const x = fromRows(c.x);
  const kernel = kernels[c.kernel](x, x);
  const { labels, classes, C, strategy, weights } = c;
  const problem = { kernel, labels, classes, C, strategy, classWeights: weights ?? undefined };
  return { kernel, cross: kernels[c.kernel](fromRows(c.test), x), problem };
}

describe("supportVectorClassifier", () => {
  test.each(fixture.svm)("reference: $name: classes are those of scikit-learn", async (c) => {
    const { cross, problem } = setting(c);
    const model = await supportVectorClassifier(problem);
    const { labels } = await svcPredict(model, cross);
    expect([...labels]).toEqual(c.predictions);
    for (const report of model.reports) {
      expect(report.reason).toBe("converged");
      expect(report.gap).toBeLessThanOrEqual(1e-3);
    }
  });

  // libsvm keeps kernel rows in float32, which C = 10⁴ makes visible
  test.each(fixture.svm)(
    "reference: $name: decision values are scikit-learn's to 1e-4, or 2e-3 for C = 10000",
    async (c) => {
      const { cross, problem } = setting(c);
      const model = await supportVectorClassifier(problem, { tolerance: 1e-7 });
      const { decision } = await svcPredict(model, cross);
      const size = Math.max(1, ...c.decision.flat().map(Math.abs));
      expect(decision).toBeAllclose(c.decision, { atol: (c.C > 100 ? 2e-3 : 1e-4) * size });
      if (c.objective === undefined) return;
      const excess = model.reports[0]!.objective / c.objective - 1;
      expect(Math.abs(excess)).toBeLessThan(c.C > 100 ? 2e-7 : 1e-8);
      expect(excess).toBeGreaterThan(-1e-9);
    },
  );

  test("agreement: shrinking and Newton steps change the effort, not the solution", async () => {
    const { problem } = setting(fixture.svm[3]!);
    const objectives: number[] = [];
    for (const shrinking of [true, false]) {
      for (const newton of [true, false]) {
        const options = { shrinking, newton, tolerance: 1e-6 };
        const model = await supportVectorClassifier(problem, options);
        objectives.push(model.reports[0]!.objective);
      }
    }
    for (const objective of objectives) {
      expect(objective).toBeAllclose(objectives[0]!, { rtol: 1e-9 });
    }
  });

  test("agreement: rows that are shrunk for thousands of steps cost no more steps and no accuracy", async () => {
    const x = normals(300, 4, 15);
    const noise = normals(300, 1, 16);
    const labels = Array.from(noise.data, (e, i) => (x.data[4 * i]! + e > 0 ? 1 : 0));
    const problem = { kernel: kernels.reluNtk(x, x), labels, classes: 2, C: 3000 };
    const options = { tolerance: 1e-5 };
    const shrunk = await supportVectorClassifier(problem, options);
    const whole = await supportVectorClassifier(problem, { ...options, shrinking: false });
    const [a, b] = [shrunk.reports[0]!, whole.reports[0]!];
    expect(b.steps).toBeGreaterThan(2000);
    expect(a.newtonSteps).toBeGreaterThan(0);
    expect(a.steps).toBeLessThan(1.5 * b.steps);
    expect(a.objective).toBeAllclose(b.objective, { rtol: 1e-8 });
    const total = shrunk.coefficients.data.reduce((sum, beta) => sum + beta, 0);
    expect(total).toBeAllclose(0, { atol: 1e-9 * 3000 });
  });

  test("agreement: a warm start from a smaller C reaches the same objective in fewer steps", async () => {
    const { problem } = setting(fixture.svm[4]!);
    const warmStart = await supportVectorClassifier({ ...problem, C: 10 });
    const warm = await supportVectorClassifier({ ...problem, warmStart });
    const cold = await supportVectorClassifier(problem);
    expect(warm.reports[0]!.objective).toBeAllclose(cold.reports[0]!.objective, { rtol: 1e-5 });
    expect(warm.reports[0]!.steps).toBeLessThan(cold.reports[0]!.steps);
  });

  test("a warm start from a larger C is scaled back into the bounds", async () => {
    const { problem } = setting(fixture.svm[4]!);
    const warmStart = await supportVectorClassifier(problem);
    const warm = await supportVectorClassifier({ ...problem, C: 1, warmStart });
    const cold = await supportVectorClassifier({ ...problem, C: 1 });
    expect(warm.reports[0]!.objective).toBeAllclose(cold.reports[0]!.objective, { rtol: 1e-5 });
    expect(Math.max(...warm.coefficients.data)).toBeLessThanOrEqual(1);
  });

  test("rejects a warm start of other rows or other labels", async () => {
    const { problem } = setting(fixture.svm[4]!);
    const other = setting(fixture.svm[0]!).problem;
    const small = await supportVectorClassifier(other);
    await expect(supportVectorClassifier({ ...problem, warmStart: small })).rejects.toThrow(
      "warmStart must have 120×1 coefficients (rows × machines), got 60×1",
    );
    const labels = Array.from(other.labels, (label) => 1 - label);
    await expect(supportVectorClassifier({ ...other, labels, warmStart: small })).rejects.toThrow(
      "start must have the sign of its row",
    );
  });

  test("identity: coefficients meet the conditions of the dual", async () => {
    const { kernel, problem } = setting(fixture.svm[2]!);
    const model = await supportVectorClassifier(problem);
    const beta = model.coefficients.data;
    expect(beta.reduce((sum, b) => sum + b, 0)).toBeAllclose(0, { atol: 1e-12 });
    const { decision } = await svcPredict(model, kernel);
    beta.forEach((b, t) => {
      const sign = problem.labels[t] === 0 ? 1 : -1;
      const bound = problem.labels[t] === 0 ? 1 : 4;
      const margin = sign * decision.data[t]!;
      expect(sign * b).toBeGreaterThanOrEqual(0);
      expect(sign * b).toBeLessThanOrEqual(bound);
      if (b === 0) expect(margin).toBeGreaterThan(1 - 1e-3);
      else if (sign * b === bound) expect(margin).toBeLessThan(1 + 1e-3);
      else expect(margin).toBeAllclose(1, { atol: 1e-3 });
    });
  });

  test.each(fixture.svm.filter((c) => c.classes === 2))(
    "identity: $name: primal and dual value differ by no more than the tolerance allows",
    async (c) => {
      const { kernel, problem } = setting(c);
      const model = await supportVectorClassifier(problem, { tolerance: 1e-6 });
      const { objective } = model.reports[0]!;
      const { decision } = await svcPredict(model, kernel);
      let primal = 0;
      model.coefficients.data.forEach((b, t) => {
        const sign = problem.labels[t] === model.machines[0]![0] ? 1 : -1;
        const bound = problem.C * (problem.classWeights?.[problem.labels[t]!] ?? 1);
        const f = decision.data[t]!;
        primal += 0.5 * b * (f - model.biases[0]!) + bound * Math.max(0, 1 - sign * f);
      });
      // each row adds at most its bound times the tolerance
      expect(primal + objective).toBeLessThan(1e-6 * problem.C * 4 * problem.labels.length);
      expect(primal + objective).toBeGreaterThan(-1e-9 * Math.abs(objective));
    },
  );

  test("two points are separated halfway", async () => {
    const kernel = fromRows([
      [1, -1],
      [-1, 1],
    ]);
    const model = await supportVectorClassifier({ kernel, labels: [0, 1], classes: 2, C: 10 });
    expect(model.coefficients).toBeAllclose([0.5, -0.5]);
    expect(model.biases).toBeAllclose([0], { atol: 1e-15 });
  });

  test("equal rows with contradictory labels get bounded coefficients", async () => {
    const kernel = matrix(4, 4, new Float64Array(16).fill(1));
    const problem = { kernel, labels: [0, 1, 0, 1], classes: 2, C: 1e4 };
    const model = await supportVectorClassifier(problem);
    expect(model.reports[0]!.reason).toBe("converged");
    expect(model.coefficients).toBeAllclose([1e4, -1e4, 1e4, -1e4]);
    // nothing is free: the bias is the middle of what the conditions allow
    expect(model.biases).toBeAllclose([0], { atol: 1e-12 });
  });

  test("a kernel that is not separable is solved for C = 10000 within a million steps", async () => {
    const x = normals(300, 8, 10);
    const noise = normals(300, 1, 11);
    const labels = Array.from(noise.data, (e, i) => (x.data[8 * i]! + 2 * e > 0 ? 1 : 0));
    const kernel = kernels.linear(x, x);
    kernel.data.forEach((value, at) => (kernel.data[at] = 4 * value));
    const model = await supportVectorClassifier(
      { kernel, labels, classes: 2, C: 1e4 },
      { maxSteps: 1e6 },
    );
    expect(model.reports[0]!.gap).toBeLessThanOrEqual(1e-3);
  });

  test("classes that no row has are never predicted", async () => {
    const x = normals(12, 2, 12);
    const kernel = kernels.reluNtk(x, x);
    const labels = Array.from({ length: 12 }, (_, i) => [1, 3, 4][i % 3]!);
    for (const strategy of ["one-vs-one", "one-vs-rest"] as const) {
      const model = await supportVectorClassifier({ kernel, labels, classes: 6, C: 1, strategy });
      expect(model.machines).toHaveLength(3);
      for (const label of (await svcPredict(model, kernel)).labels) {
        expect([1, 3, 4]).toContain(label);
      }
    }
  });

  test("rejects one class, labels out of range and a C that is not positive", async () => {
    const kernel = fromRows([
      [1, 0],
      [0, 1],
    ]);
    const fit = (labels: number[], C: number, classes = 2) =>
      supportVectorClassifier({ kernel, labels, classes, C });
    await expect(fit([1, 1], 1)).rejects.toThrow(
      "labels must hold at least two classes, got only class 1",
    );
    await expect(fit([0, 2], 1)).rejects.toThrow(
      "labels must be integers from 0 to 1, got 2 in row 1",
    );
    await expect(fit([0, 1], 0)).rejects.toThrow("C must be finite and above 0, got 0");
    await expect(fit([0], 1)).rejects.toThrow("labels must have 2 entries");
    await expect(fit([0, 1], 1, 1)).rejects.toThrow("classes must be an integer of at least 2");
  });

  test("the cap on steps is an error with its gap, or a result that says so", async () => {
    const { problem } = setting(fixture.svm[3]!);
    const error = await rejection(supportVectorClassifier(problem, { maxSteps: 50 }));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error).toMatchObject({
      reason: "max-steps",
      detail: { steps: 50, tolerance: 1e-3 },
    });
    const options = { maxSteps: 50, throwOnFailure: false };
    const model = await supportVectorClassifier(problem, options);
    expect(model.reports[0]).toMatchObject({ reason: "max-steps", steps: 50 });
    expect(model.reports[0]!.gap).toBeGreaterThan(1e-3);
  });

  test("an aborted signal rejects with its reason", async () => {
    const { problem } = setting(fixture.svm[3]!);
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(supportVectorClassifier(problem, { signal })).rejects.toBe(reason);
  });
});

describe("supportVectorPath", () => {
  test("agreement: each model is that of its C alone, in the order given", async () => {
    const { problem } = setting(fixture.svm[2]!);
    const C = [10, 0.1, 1000];
    const options = { tolerance: 1e-8 };
    const models = await supportVectorPath({ ...problem, C }, options);
    expect(models.map((model) => model.C)).toEqual(C);
    for (const model of models) {
      const alone = await supportVectorClassifier({ ...problem, C: model.C }, options);
      expect(model.coefficients).toBeAllclose(alone.coefficients.data, { atol: 1e-5 * model.C });
      expect(model.biases).toBeAllclose(alone.biases, { atol: 1e-6 });
      for (const [m, { objective }] of model.reports.entries()) {
        expect(objective).toBeAllclose(alone.reports[m]!.objective, { rtol: 1e-9 });
      }
    }
  });

  test("a larger C costs no step once no coefficient is at its bound", async () => {
    const x = normals(60, 2, 14);
    const kernel = kernels.reluNtk(x, x);
    const labels = Array.from({ length: 60 }, (_, i) => (x.data[2 * i]! > 0 ? 1 : 0));
    const found = await supportVectorPath({ kernel, labels, classes: 2, C: [1e6, 1e7] });
    expect(Math.max(...found[0]!.coefficients.data.map(Math.abs))).toBeLessThan(1e6);
    expect(found[1]!.reports[0]!.steps).toBe(0);
    expect(found[1]!.coefficients).toEqual(found[0]!.coefficients);
  });

  test("rejects a C that is not positive and has no model for an empty grid", async () => {
    const { problem } = setting(fixture.svm[0]!);
    await expect(supportVectorPath({ ...problem, C: [1, -1] })).rejects.toThrow(
      "supportVectorPath: C must be finite and above 0, got -1",
    );
    expect(await supportVectorPath({ ...problem, C: [] })).toEqual([]);
  });
});

describe("solveSvmDual", () => {
  test("takes kernel rows from a buffer that it may keep for one more call only", async () => {
    const x = normals(40, 2, 13);
    const kernel = kernels.reluNtk(x, x);
    const signs = Float64Array.from({ length: 40 }, (_, t) => (x.data[2 * t]! > 0.2 ? 1 : -1));
    const bounds = new Float64Array(40).fill(10);
    const diagonal = Float64Array.from({ length: 40 }, (_, t) => kernel.data[41 * t]!);
    const buffers = [new Float64Array(40), new Float64Array(40)];
    let turn = 0;
    const row = (t: number) => {
      const buffer = buffers[turn++ % 2]!;
      buffer.set(kernel.data.subarray(40 * t, 40 * t + 40));
      return buffer;
    };
    const direct = (t: number) => kernel.data.subarray(40 * t, 40 * t + 40);
    const dual = { size: 40, signs, bounds, diagonal };
    const a = await solveSvmDual({ ...dual, row });
    const b = await solveSvmDual({ ...dual, row: direct });
    expect(a.coefficients).toEqual(b.coefficients);
  });

  test("rejects a tolerance that is not positive", async () => {
    const dual = {
      size: 2,
      signs: Float64Array.of(1, -1),
      bounds: Float64Array.of(1, 1),
      diagonal: Float64Array.of(1, 1),
      row: () => Float64Array.of(1, 0),
    };
    await expect(solveSvmDual(dual, { tolerance: 0 })).rejects.toThrow(
      "tolerance must be positive, got 0",
    );
  });
});

describe("svcPredict", () => {
  test("ties of votes go to the lowest class", async () => {
    const model: SvcModel = {
      strategy: "one-vs-one",
      classes: 3,
      C: 1,
      machines: [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
      coefficients: fromRows([[1, -1, 1]]),
      biases: new Float64Array(3),
      reports: [],
    };
    const { labels, votes } = await svcPredict(model, fromRows([[1], [-1]]));
    expect([...votes.data]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...labels]).toEqual([0, 0]);
  });

  test("a decision value of exactly 0 is a vote for the negative class", async () => {
    const model: SvcModel = {
      strategy: "one-vs-one",
      classes: 2,
      C: 1,
      machines: [[0, 1]],
      coefficients: fromRows([[0]]),
      biases: Float64Array.of(0),
      reports: [],
    };
    expect([...(await svcPredict(model, fromRows([[1]]))).labels]).toEqual([1]);
  });
});
