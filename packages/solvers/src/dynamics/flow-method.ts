import { multiply, matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { LossFlowProblem } from "./loss-flow.ts";
import { flowStep } from "./gradient-flow.ts";

/** "explicit": steps limited by the fastest direction. "stiff": steps limited by accuracy only, each dearer. */
export type FlowMethod = "explicit" | "stiff";

/** A method, and why it was taken. */
export interface ChosenMethod {
  readonly method: FlowMethod;
  readonly reason: string;
}

/** Explicit steps beyond which the stiff solver is taken. */
const manySteps = 2000;

/**
 * The method named, or the one that the problem asks for: explicit steps are at most 3.3 / (h κ₁ c) long for the
 * largest eigenvalue κ₁ and the largest curvature c of the loss at the start.
 *
 * @throws RangeError when "stiff" is named and cannot be, for a loss without curvature or with momentum
 */
export function chooseFlowMethod(
  problem: LossFlowProblem,
  initial: Matrix,
  duration: number,
  named: FlowMethod | "auto",
): ChosenMethod {
  const obstacle =
    problem.momentum !== undefined
      ? "momentum"
      : problem.objective.curvature === undefined
        ? `${problem.objective.name} without curvature`
        : undefined;
  if (named === "stiff" && obstacle !== undefined) {
    throw new RangeError(
      `lossFlow: method must be explicit or auto for this problem, got stiff with ${obstacle}`,
    );
  }
  if (named !== "auto") return { method: named, reason: "named in the call" };
  if (obstacle !== undefined)
    return { method: "explicit", reason: `the only one with ${obstacle}` };
  const rate = fastestRate(problem, initial);
  const steps = Math.ceil((duration * rate) / 3.3);
  const reason = `about ${steps.toPrecision(2)} explicit steps by stability`;
  return { method: steps > manySteps ? "stiff" : "explicit", reason };
}

/** h (κ₁ c + λ) at the start. */
function fastestRate(problem: LossFlowProblem, initial: Matrix): number {
  const { objective, targets, kernel, learningRate = 1, ridge = 0, loss } = problem;
  const { cols } = targets;
  const block = new Float64Array(cols * cols);
  let largest = 0;
  for (let at = 0; at < initial.data.length; at += cols) {
    const [f, y] = [initial.data.subarray(at, at + cols), targets.data.subarray(at, at + cols)];
    objective.curvature!(f, y, block);
    for (let o = 0; o < cols; o++) largest = Math.max(largest, block[o * (cols + 1)]!);
  }
  return flowStep({ loss, learningRate, initial }) * (largestEigenvalue(kernel) * largest + ridge);
}

/** By ten steps of the power method, to a few per cent from below. */
function largestEigenvalue(kernel: Matrix): number {
  let v = matrix(kernel.rows, 1, new Float64Array(kernel.rows).fill(1));
  let value = 0;
  for (let step = 0; step < 10; step++) {
    const norm = Math.hypot(...v.data);
    if (norm === 0) return value;
    v = multiply(
      kernel,
      matrix(
        v.rows,
        1,
        v.data.map((entry) => entry / norm),
      ),
    );
    value = Math.sqrt(v.data.reduce((sum, entry) => sum + entry * entry, 0));
  }
  return value;
}
