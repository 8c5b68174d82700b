import { fromRows, matrix, multiply, toRows } from "@ntkit/linalg";
import {
  crossEntropyLoss,
  gradientFlow,
  gradientFlowPredict,
  huberLoss,
  logisticLoss,
  lossFlow,
  lossFlowLimit,
  squaredLoss,
} from "@ntkit/solvers";
import type { Objective } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import {
  cross,
  initial,
  kernel,
  plus,
  readFixture,
  singular,
  singularCross,
  targets,
  testInitial,
} from "./dynamics-support.ts";

interface LossCase {
  readonly loss: keyof typeof objectives;
  readonly momentum: number | null;
  readonly kernel: number[][];
  readonly cross: number[][];
  readonly targets: number[][];
  readonly initial: number[][];
  readonly crossInitial: number[][];
  readonly times: number[];
  readonly train: number[][][];
  readonly crossOutputs: number[][][];
}
const objectives = {
  crossEntropy: crossEntropyLoss,
  logistic: logisticLoss,
  huber: huberLoss(0.7),
};
const { anyLoss } = readFixture("dynamics") as { readonly anyLoss: LossCase[] };

/** Labels 0, 1, 2, 0, … as one-hot rows. */
const classes = fromRows(
  Array.from({ length: 12 }, (_, i) => [0, 1, 2].map((c) => (i % 3 === c ? 1 : 0))),
);
const soft = matrix(
  12,
  3,
  classes.data.map((y) => 0.7 * y + 0.1),
);

describe("lossFlow", () => {
  test.each(anyLoss)(
    "reference: equals SciPy's DOP853 to 1e-8 ($loss, momentum $momentum)",
    async (given) => {
      const problem = {
        kernel: fromRows(given.kernel),
        targets: fromRows(given.targets),
        initial: fromRows(given.initial),
        objective: objectives[given.loss],
        loss: "mean",
        ...(given.momentum !== null && { momentum: given.momentum }),
      } as const;
      const rows = { cross: fromRows(given.cross), initial: fromRows(given.crossInitial) };
      const found = await lossFlow(problem, given.times, rows);
      given.times.forEach((_, i) => {
        expect(found.train[i]!).toBeAllclose(given.train[i]!, { atol: 1e-8 });
        expect(found.cross![i]!).toBeAllclose(given.crossOutputs[i]!, { atol: 1e-8 });
      });
    },
  );

  test.each([
    ["mean", 0, kernel, cross],
    ["sum", 0.1, kernel, cross],
  ] as const)(
    "agreement: squared loss equals the closed form to 1e-8 (%s, ridge %d)",
    async (loss, ridge, k, kx) => {
      const problem = { kernel: k, targets, initial, loss, ridge, learningRate: 0.7 };
      const rows = { cross: kx, initial: testInitial };
      const times = [0, 0.01, 1, 7.3, 50];
      const found = await lossFlow({ ...problem, objective: squaredLoss }, times, rows);
      const exact = await gradientFlowPredict(await gradientFlow(problem), times, rows);
      times.forEach((_, i) => {
        expect(found.train[i]!).toBeAllclose(exact.train[i]!, { atol: 1e-8 });
        expect(found.cross![i]!).toBeAllclose(exact.cross![i]!, { atol: 1e-8 });
      });
    },
  );

  test("agreement: a singular kernel with contradictory rows follows the closed form to 1e-8", async () => {
    const problem = {
      kernel: singular,
      targets: fromRows([[1], [3], [-1]]),
      loss: "mean",
    } as const;
    const rows = { cross: singularCross };
    const found = await lossFlow({ ...problem, objective: squaredLoss }, [3, 200], rows);
    const exact = await gradientFlowPredict(await gradientFlow(problem), [3, 200], rows);
    for (const i of [0, 1]) {
      expect(found.train[i]!).toBeAllclose(exact.train[i]!, { atol: 1e-8 });
      expect(found.cross![i]!).toBeAllclose(exact.cross![i]!, { atol: 1e-8 });
    }
  });

  test("going on from a state gives what one run gives", async () => {
    const problem = {
      kernel,
      targets: classes,
      objective: crossEntropyLoss,
      loss: "mean",
      momentum: 0.5,
    } as const;
    const once = await lossFlow(problem, [2, 9], { cross });
    const half = await lossFlow(problem, 2, { cross });
    expect(half.state.time).toBe(2);
    const rest = await lossFlow(problem, 9, { cross }, { from: half.state });
    expect(half.train[0]!).toBeAllclose(once.train[0]!, { atol: 1e-9 });
    expect(rest.train[0]!).toBeAllclose(once.train[1]!, { atol: 1e-9 });
    expect(rest.cross![0]!).toBeAllclose(once.cross![1]!, { atol: 1e-9 });
    const same = await lossFlow(problem, 2, undefined, { from: half.state });
    expect([same.steps, same.train[0]!.data]).toEqual([0, half.train[0]!.data]);
  });

  test("a user's own gradient is all it needs, and a full kernel K ⊗ I gives what K gives", async () => {
    const quartic: Objective = {
      name: "quartic",
      gradient: (f, y, out) => {
        f.forEach((value, o) => (out[o] = (value - y[o]!) ** 3));
      },
    };
    const problem = { targets, objective: quartic, loss: "sum" } as const;
    const full = matrix(24, 24);
    kernel.data.forEach((value, at) => {
      const [i, j] = [Math.floor(at / 12), at % 12];
      for (const o of [0, 1]) full.data[(2 * i + o) * 24 + 2 * j + o] = value;
    });
    const small = await lossFlow({ ...problem, kernel }, [0.5, 3]);
    const big = await lossFlow({ ...problem, kernel: full }, [0.5, 3]);
    for (const i of [0, 1]) expect(big.train[i]!).toBeAllclose(small.train[i]!, { atol: 1e-9 });
    // one row alone: r′ = −κ r³, hence r = r₀ / √(1 + 2 κ r₀² t)
    const one = await lossFlow(
      { ...problem, kernel: fromRows([[2]]), targets: fromRows([[3]]) },
      5,
    );
    expect(one.train[0]!.data[0]).toBeAllclose(3 - 3 / Math.sqrt(1 + 4 * 9 * 5), { rtol: 1e-9 });
  });

  test("refuses times that do not ascend, targets that are no probabilities, and too many steps", async () => {
    const problem = { kernel, targets, objective: squaredLoss, loss: "mean" } as const;
    await expect(lossFlow(problem, [2, 1])).rejects.toThrow("got 1 after 2");
    await expect(lossFlow(problem, Infinity)).rejects.toThrow("finite and ascending");
    await expect(lossFlow({ ...problem, objective: crossEntropyLoss }, 1)).rejects.toThrow(
      /crossEntropyLoss must be probabilities .* in row 0/,
    );
    await expect(lossFlow({ ...problem, objective: logisticLoss }, 1)).rejects.toThrow(
      "from 0 to 1",
    );
    await expect(lossFlow({ ...problem, momentum: 1 }, 1)).rejects.toThrow("got 1");
    await expect(lossFlow(problem, 1e9, undefined, { maxSteps: 50 })).rejects.toMatchObject({
      reason: "max-steps",
    });
    expect(() => huberLoss(0)).toThrow("delta must be finite and above 0, got 0");
    const uphill: Objective = {
      name: "uphill",
      gradient: (f, _, out) => {
        f.forEach((value, o) => (out[o] = -(value ** 3) - 1));
      },
    };
    await expect(lossFlow({ ...problem, objective: uphill }, 1000)).rejects.toMatchObject({
      reason: "non-finite",
    });
  });
});

describe("lossFlowLimit", () => {
  test.each([
    ["cross-entropy", crossEntropyLoss, classes],
    ["logistic", logisticLoss, classes],
    ["huber", huberLoss(0.3), targets],
    ["squared", squaredLoss, targets],
  ] as const)(
    "with a ridge it is stationary and where the flow ends (%s)",
    async (_, objective, y) => {
      const problem = { kernel, targets: y, objective, loss: "sum", ridge: 0.3 } as const;
      const found = await lossFlowLimit(problem, { cross });
      expect(found.gradient).toBeLessThan(1e-10);
      expect(found.train).toBeAllclose(multiply(kernel, found.coefficients), { atol: 1e-9 });
      const late = await lossFlow(problem, 150, { cross });
      expect(found.train).toBeAllclose(late.train[0]!, { atol: 1e-8 });
      expect(found.cross!).toBeAllclose(late.cross![0]!, { atol: 1e-8 });
    },
  );

  test("without a ridge, soft labels have a limit: their logits, as far from each other as at the start", async () => {
    const problem = { kernel, targets: soft, objective: crossEntropyLoss, loss: "mean" } as const;
    const { train } = await lossFlowLimit(problem);
    const logits = toRows(soft).map((row) => {
      const logs = row.map((p) => Math.log(p));
      const mean = (logs[0]! + logs[1]! + logs[2]!) / 3;
      return logs.map((l) => l - mean);
    });
    expect(train).toBeAllclose(logits, { atol: 1e-8 });
  });

  test("a limit that is far out, where the loss is nearly flat, is still a limit", async () => {
    const problem = { kernel, objective: logisticLoss, loss: "mean" } as const;
    const rare = matrix(12, 1, new Float64Array(12).fill(1e-7));
    const { train } = await lossFlowLimit({ ...problem, targets: rare });
    const logit = Math.log(1e-7) - Math.log1p(-1e-7);
    expect(train).toBeAllclose(
      Array.from({ length: 12 }, () => [logit]),
      { atol: 1e-6 },
    );
  });

  test("equal rows with different labels have a limit, between them", async () => {
    const problem = {
      kernel: fromRows([
        [1, 1],
        [1, 1],
      ]),
      targets: fromRows([[1], [0.5]]),
      objective: logisticLoss,
      loss: "mean",
    } as const;
    const { train, cross: other } = await lossFlowLimit(problem, { cross: fromRows([[2, 2]]) });
    expect(train).toBeAllclose([[Math.log(3)], [Math.log(3)]], { atol: 1e-12 });
    expect(other!).toBeAllclose([[2 * Math.log(3)]], { atol: 1e-12 });
  });

  test.each([
    ["logistic", logisticLoss],
    ["cross-entropy", crossEntropyLoss],
  ])("separable classes without a ridge have no minimum (%s)", async (_, objective) => {
    const problem = { kernel, targets: classes, objective, loss: "mean" } as const;
    await expect(lossFlowLimit(problem)).rejects.toMatchObject({ reason: "no-minimum" });
  });

  test("stays at the start where the kernel is zero; needs value and curvature", async () => {
    const problem = { kernel: matrix(12, 12), targets, initial, loss: "mean" } as const;
    const { train } = await lossFlowLimit({ ...problem, objective: squaredLoss });
    expect(train).toBeAllclose(plus(initial, matrix(12, 2)), { atol: 0 });
    const own: Objective = { name: "own", gradient: () => undefined };
    await expect(lossFlowLimit({ ...problem, objective: own })).rejects.toThrow(
      "objective must have value and curvature, got own without",
    );
    const wrong: Objective = { ...squaredLoss, name: "wrong", value: () => NaN };
    await expect(lossFlowLimit({ ...problem, kernel, objective: wrong })).rejects.toThrow(
      "wrong must fall along its gradient",
    );
  });
});
