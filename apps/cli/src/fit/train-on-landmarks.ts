import type { KernelWorkers } from "@ntkit/kernels";
import type { EngineOptions } from "@ntkit/linalg";
import { encode } from "@ntkit/datasets";
import type { TrainedModel } from "../model/trained-model.ts";
import type { FitProblem } from "./fit-problem.ts";
import { heldOutErrors } from "./held-out-errors.ts";
import { landmarkPath } from "./landmark-path.ts";
import type { SearchResult } from "./search-networks.ts";
import { targetMatrix } from "./targets.ts";
import { type Choice, modelTarget } from "./train-model.ts";

/** How many landmarks, and on what to compute. */
export interface LandmarkTraining extends EngineOptions {
  readonly count: number;
  readonly seed: number;
  readonly workers?: KernelWorkers | undefined;
}

/** Fits the chosen network and ridge to all rows through landmark rows. */
export async function trainOnLandmarks(
  problem: FitProblem,
  { candidate, kernel, penalty }: Omit<Choice, "learning" | "noise" | "amplitude">,
  search: SearchResult,
  how: LandmarkTraining,
): Promise<TrainedModel> {
  const { network } = candidate;
  const encoder = problem.encoder();
  const { x } = encode(encoder, problem.table);
  const plan = { ...how, network, kernel, ridges: [penalty] };
  const { points, fits } = await landmarkPath(x, targetMatrix(problem.targets), plan);
  const { coefficients, offset, ridge } = fits[0]!;
  const solver = {
    type: "landmarks" as const,
    landmarks: points.rows,
    relativeRidge: penalty,
    ridge,
    offsets: [...offset],
    coefficients,
    ...heldOutErrors(problem.targets, search),
  };
  return { target: modelTarget(problem), network, kernel, encoder, features: points, solver };
}
