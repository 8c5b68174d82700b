import { type EngineOptions, type Matrix, topEigenpairs } from "@ntkit/linalg";
import { MOMENTUM } from "./train-network.ts";

/**
 * The ridge that stops where training does, λ_max (1 − momentum) / steps: descent at the rate N / λ_max has
 * by then fitted what has eigenvalues above it. Look-ahead to convergence would let labels that all but
 * contradict one another change the most.
 */
export async function ridgeOfTraining(
  train: Matrix,
  steps: number,
  call: EngineOptions,
): Promise<number> {
  const { values } = await topEigenpairs(train, 1, call);
  return (values[0]! * (1 - MOMENTUM)) / steps;
}
