import type { Network } from "@ntkit/architecture";
import type { CallOptions } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import { sharedFloat64, shareNumbers } from "@ntkit/linalg/tasks";
import type { Inputs } from "../inputs.ts";
import { asTensor, exampleShape } from "../inputs.ts";
import type { KernelKind } from "../kernel-functions.ts";
import type { KernelWorkers } from "../kernel-workers.ts";
import { sidesOf, tileCorners } from "../tile-corners.ts";
import type { KernelMatrices } from "./kernel-results.ts";
import { checkResults, mirrorResults } from "./kernel-results.ts";
import type { ExampleBatch, SpatialJob } from "./spatial-job.ts";

/** What threads are asked for; the examples have been checked. */
export interface ThreadedCall {
  readonly networks: readonly Network[];
  readonly kinds: readonly KernelKind[];
  readonly workers: KernelWorkers;
}

/** Kernel matrices of examples with nothing beside their numbers, tile by tile on threads. */
export async function evaluateOnThreads(
  { networks, kinds, workers }: ThreadedCall,
  x1: Inputs,
  x2: Inputs | undefined,
  call: CallOptions,
): Promise<KernelMatrices[]> {
  const left = batchOf(x1);
  const right = x2 === undefined ? left : batchOf(x2);
  const symmetric = x2 === undefined;
  const pairs = left.count * right.count;
  const sides = sidesOf(symmetric ? pairs / 2 : pairs);
  const results = networks.map((): KernelMatrices =>
    Object.fromEntries(
      kinds.map((kind) => [kind, matrix(left.count, right.count, sharedFloat64(pairs))]),
    ),
  );
  const job: SpatialJob = {
    kind: "places",
    networks,
    shape: exampleShape(x1),
    x1: left,
    x2: right,
    symmetric,
    tangent: kinds.includes("ntk"),
    sides,
    outputs: results.map((each) =>
      Object.fromEntries(Object.entries(each).map(([kind, { data }]) => [kind, data])),
    ),
  };
  const grid = { rows: left.count, cols: right.count, symmetric, sides };
  await workers.run(job, tileCorners(grid).length * networks.length, call);
  results.forEach(checkResults);
  if (symmetric) results.forEach(mirrorResults);
  return results;
}

function batchOf(x: Inputs): ExampleBatch {
  const { shape, data } = asTensor(x);
  return { count: shape[0]!, data: shareNumbers(data) };
}
