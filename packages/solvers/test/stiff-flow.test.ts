import { fromRows, matrix, multiply } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  crossEntropyLoss,
  gradientFlow,
  gradientFlowPredict,
  huberLoss,
  lossFlow,
  lossFlowLimit,
  squaredLoss,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import {
  cross,
  initial,
  kernel,
  readFixture,
  singular,
  singularCross,
  targets,
  testInitial,
} from "./dynamics-support.ts";

interface Fixture {
  readonly x: number[][];
  readonly test: number[][];
  readonly targets: number[][];
  readonly times: number[];
  readonly train: number[][][];
  readonly cross: number[][][];
}
/** Written by tooling/fixtures/solvers-stiff.py. */
const fixture = readFixture("stiff") as Fixture;

const bump = (a: number[][], b: number[][]): Matrix =>
  fromRows(
    a.map((s) => b.map((t) => 40 * Math.exp(-((s[0]! - t[0]!) ** 2 + (s[1]! - t[1]!) ** 2) / 2))),
  );
const classes = {
  kernel: bump(fixture.x, fixture.x),
  targets: fromRows(fixture.targets),
  objective: crossEntropyLoss,
  loss: "mean",
} as const;
const others = { cross: bump(fixture.test, fixture.x) };

describe("lossFlow by the stiff solver", () => {
  test("reference: equals SciPy's Radau to 1e-6 for cross-entropy up to t = 10 000, in few steps", async () => {
    const found = await lossFlow(classes, fixture.times, others);
    expect(found.method).toBe("stiff");
    expect(found.reason).toMatch(/^about \d\S* explicit steps by stability$/);
    expect(found.steps).toBeLessThan(200);
    fixture.times.forEach((_, t) => {
      const [train, far] = [fixture.train[t]!.flat(), fixture.cross[t]!.flat()];
      expect(found.train[t]!.data).toBeAllclose(train, { rtol: 1e-7, atol: 1e-7 });
      expect(found.cross![t]!.data).toBeAllclose(far, { rtol: 1e-6, atol: 1e-6 });
    });
  });

  test("agreement: is the closed form for squared errors to 1e-8, from any start, with a ridge", async () => {
    for (const [loss, ridge] of [
      ["mean", 0],
      ["sum", 0.3],
    ] as const) {
      const problem = { kernel, targets, initial, loss, ridge, learningRate: 2 };
      const times = [0, 0.7, 30, 4000];
      const test = { cross, initial: testInitial };
      const exact = await gradientFlowPredict(await gradientFlow(problem), times, test);
      const stated = { ...problem, objective: squaredLoss };
      const found = await lossFlow(stated, times, test, { method: "stiff" });
      expect(found).toMatchObject({ method: "stiff", reason: "named in the call" });
      times.forEach((_, t) => {
        expect(found.train[t]!.data).toBeAllclose(exact.train[t]!.data, { rtol: 1e-8, atol: 1e-8 });
        expect(found.cross![t]!.data).toBeAllclose(exact.cross![t]!.data, {
          rtol: 1e-8,
          atol: 1e-8,
        });
      });
    }
  });

  test("agreement: takes the same path as the explicit solver, also on a full kernel and a singular one", async () => {
    const block = matrix(6, 6);
    const mix = [
      [2, 0.5],
      [0.5, 1],
    ];
    const small = multiply(
      fromRows([
        [1, 2],
        [0, 1],
        [3, -1],
      ]),
      fromRows([
        [1, 0, 3],
        [2, 1, -1],
      ]),
    );
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        block.data[i * 6 + j] = small.data[(i >> 1) * 3 + (j >> 1)]! * mix[i % 2]![j % 2]!;
      }
    }
    const labels = fromRows([
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ]);
    const cases = [
      { kernel: block, targets: labels, objective: crossEntropyLoss },
      { kernel: singular, targets: labels, objective: crossEntropyLoss },
      { kernel: singular, targets: labels, objective: huberLoss(0.4) },
    ];
    for (const [c, problem] of cases.entries()) {
      const stated = { ...problem, loss: "sum" as const };
      const runs = [];
      for (const method of ["stiff", "explicit"] as const) {
        runs.push(await lossFlow(stated, [0.5, 8], undefined, { method }));
      }
      expect(runs[0]!.train[1]!.data).toBeAllclose(runs[1]!.train[1]!.data, {
        // the slope of the last one has kinks
        atol: c === 2 ? 1e-5 : 1e-7,
      });
    }
    const one = {
      kernel: singular,
      targets: labels,
      objective: crossEntropyLoss,
      loss: "sum",
    } as const;
    const far = { cross: singularCross };
    const [a, b] = [
      await lossFlow(one, [8], far, { method: "stiff" }),
      await lossFlow(one, [8], far, { method: "explicit" }),
    ];
    expect(a.cross![0]!.data).toBeAllclose(b.cross![0]!.data, { atol: 1e-8 });
  });

  test("goes on from a state of either solver", async () => {
    const whole = await lossFlow(classes, [400], others);
    for (const method of ["explicit", "stiff"] as const) {
      const { state } = await lossFlow(classes, [3], undefined, { method });
      const rest = await lossFlow(classes, [400], others, { from: state, method: "stiff" });
      expect(rest.train[0]!.data).toBeAllclose(whole.train[0]!.data, { rtol: 1e-7, atol: 1e-8 });
      expect(rest.cross![0]!.data).toBeAllclose(whole.cross![0]!.data, { rtol: 1e-6, atol: 1e-7 });
    }
  });

  test("ends where Newton's method finds the minimum", async () => {
    const stated = { ...classes, ridge: 0.05 };
    const limit = await lossFlowLimit(stated, others);
    const late = await lossFlow(stated, [1e5], others);
    expect(late.train[0]!.data).toBeAllclose(limit.train.data, { atol: 1e-7 });
    expect(late.cross![0]!.data).toBeAllclose(limit.cross!.data, { atol: 1e-6 });
  });

  test("is refused with momentum or without curvature, where auto stays explicit", async () => {
    const heavy = lossFlow({ ...classes, momentum: 0.9 }, [1], undefined, { method: "stiff" });
    await expect(heavy).rejects.toThrow(
      /method must be explicit or auto .* got stiff with momentum/,
    );
    const { gradient } = squaredLoss;
    const bare = { kernel, targets, loss: "mean", objective: { name: "bare", gradient } } as const;
    await expect(lossFlow(bare, [1], undefined, { method: "stiff" })).rejects.toThrow(
      /got stiff with bare without curvature/,
    );
    expect(await lossFlow(bare, [1])).toMatchObject({
      method: "explicit",
      reason: "the only one with bare without curvature",
    });
    const short = await lossFlow(classes, [0.1]);
    expect(short.method).toBe("explicit");
  });
});
