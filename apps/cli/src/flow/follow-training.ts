import type { EngineOptions } from "@ntkit/linalg";
import {
  type GradientFlow,
  type Trajectory,
  gradientDescentPredict,
  gradientFlow,
  gradientFlowPredict,
} from "@ntkit/solvers";
import type { FlowFlags } from "./flow-flags.ts";
import type { FlowProblem } from "./read-flow-problem.ts";

/** What training does to the outputs. */
export interface FollowedTraining {
  /** The kernel in its eigenbasis. */
  readonly found: GradientFlow;
  /** Outputs at the times, or steps, that were asked for. */
  readonly outputs: Trajectory;
}

/** Training as the flags want it: by gradient flow or in steps of descent. O((N O)³) for the eigenvalues. */
export async function followTraining(
  { test, ...problem }: FlowProblem,
  { loss, rate: learningRate, ridge, rankTolerance, descent, times, momentum }: FlowFlags,
  call: EngineOptions,
): Promise<FollowedTraining> {
  const { engine, signal } = call;
  const found = await gradientFlow({ ...problem, loss, learningRate, ridge, rankTolerance }, call);
  const outputs = descent
    ? await gradientDescentPredict(found, times, test, { momentum, engine, signal })
    : await gradientFlowPredict(found, times, test, { engine, signal });
  return { found, outputs };
}
