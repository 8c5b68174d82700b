import { fromRows, multiply } from "@ntkit/linalg";
import {
  eigenResiduals,
  flowLoss,
  gradientFlow,
  gradientFlowPredict,
  timeToLearn,
  timeToReachLoss,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { initial, kernel, plus, singular, targets } from "./dynamics-support.ts";

describe("eigenResiduals, flowLoss, timeToReachLoss, timeToLearn", () => {
  test.each([0, 0.2])("agree with the outputs themselves (ridge %d)", async (ridge) => {
    const flow = await gradientFlow({ kernel, targets, initial, loss: "mean", ridge });
    for (const time of [0, 3, 200]) {
      const { train } = await gradientFlowPredict(flow, time);
      const residual = plus(targets, train[0]!, -1);
      expect(multiply(flow.eigenvectors, eigenResiduals(flow, time))).toBeAllclose(residual, {
        atol: 1e-12,
      });
      const loss = residual.data.reduce((sum, r) => sum + r * r, 0) / 24;
      expect(flowLoss(flow, time)).toBeAllclose(loss, { rtol: 1e-12 });
    }
  });

  test.each([0, 0.2])("the time to reach a loss has that loss (ridge %d)", async (ridge) => {
    const flow = await gradientFlow({ kernel, targets, initial, loss: "sum", ridge });
    const [start, end] = [flowLoss(flow, 0), flowLoss(flow, Infinity)];
    for (const fraction of [0.999, 0.5, 1e-3]) {
      const loss = end + fraction * (start - end);
      expect(flowLoss(flow, timeToReachLoss(flow, loss))).toBeAllclose(loss, { rtol: 1e-12 });
    }
    expect(timeToReachLoss(flow, start)).toBe(0);
    expect(timeToReachLoss(flow, end)).toBe(Infinity);
  });

  test("a loss below what contradictory rows allow is never reached", async () => {
    const y = fromRows([[1], [3], [-1]]);
    const flow = await gradientFlow({ kernel: singular, targets: y, loss: "mean" });
    expect(flowLoss(flow, Infinity)).toBeAllclose(1 / 3, { rtol: 1e-14 });
    expect(timeToReachLoss(flow, 0.33)).toBe(Infinity);
    expect(timeToReachLoss(flow, 0.34)).toBeLessThan(Infinity);
  });

  test("training for the time to learn k directions brings the slowest of them to the threshold", async () => {
    const flow = await gradientFlow({ kernel, targets, initial, loss: "mean" });
    const time = timeToLearn(flow, { directions: 5, threshold: 0.01 });
    const { data } = eigenResiduals(flow, time);
    const sizes = Array.from({ length: 5 }, (_, i) => Math.hypot(data[2 * i]!, data[2 * i + 1]!));
    expect(Math.max(...sizes)).toBeAllclose(0.01, { rtol: 1e-12 });
    expect(timeToLearn(flow, { directions: 1, threshold: 1000 })).toBe(0);
    expect(timeToLearn(flow, { directions: 1, threshold: 0 })).toBe(Infinity);
    expect(() => timeToLearn(flow, { directions: 13, threshold: 1 })).toThrow("from 1 to 12");
    expect(() => timeToReachLoss(flow, -1)).toThrow("got -1");
  });

  test("with a ridge, a direction it holds back is never learnt", async () => {
    const flow = await gradientFlow({
      kernel: fromRows([[1]]),
      targets: fromRows([[1]]),
      loss: "sum",
      ridge: 1,
    });
    expect(timeToLearn(flow, { directions: 1, threshold: 0.5 })).toBe(Infinity);
    const time = timeToLearn(flow, { directions: 1, threshold: 0.75 });
    expect(time).toBeAllclose(Math.LN2 / 2, { rtol: 1e-14 });
  });
});
