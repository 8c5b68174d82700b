import type { Network } from "@ntkit/architecture";
import type { CallOptions } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import { asTensor } from "../inputs.ts";
import type { InputOptions, KernelKind } from "../kernel-functions.ts";
import type { KernelWorkers } from "../kernel-workers.ts";
import { checkExamples } from "./check-examples.ts";
import { diagonalSpatial, evaluateSpatial } from "./evaluate-spatial.ts";
import type { Annotations } from "./examples.ts";
import { examplesOf } from "./examples.ts";
import type { KernelMatrices } from "./kernel-results.ts";
import { createResults, mirrorResults } from "./kernel-results.ts";
import { evaluateOnThreads } from "./evaluate-on-threads.ts";
import type { SpatialOp } from "./spatial-op.ts";

/** Kernels of several networks on examples with places, and what belongs to these. */
export interface PlacesCall {
  readonly programs: readonly (readonly SpatialOp[])[];
  readonly kinds: readonly KernelKind[];
  readonly options: InputOptions<KernelKind>;
  /** The networks where threads can be told of them, and the threads. */
  readonly portable?: readonly Network[] | undefined;
  readonly workers?: KernelWorkers | undefined;
}

/** Kernel matrices between the examples of x₁ and x₂, or half of them and their mirror without x₂. */
export async function evaluateOnPlaces(
  { programs, kinds, options, portable, workers }: PlacesCall,
  x1: Inputs,
  x2: Inputs | undefined,
  call: CallOptions,
): Promise<KernelMatrices[]> {
  const left = examplesOf(asTensor(x1), annotationsOf(options, "x1"), "x1");
  const right =
    x2 === undefined ? left : examplesOf(asTensor(x2), annotationsOf(options, "x2"), "x2");
  for (const ops of programs) {
    checkExamples(ops, left, "x1");
    if (right !== left) checkExamples(ops, right, "x2");
  }
  if (workers && portable && isPlain(options)) {
    return evaluateOnThreads({ networks: portable, kinds, workers }, x1, x2, call);
  }
  const results = programs.map(() => createResults(left.length, right.length, kinds));
  await evaluateSpatial({ programs, left, right, results, tangent: kinds.includes("ntk") }, call);
  if (right === left) results.forEach(mirrorResults);
  return results;
}

/** Kernels of every example with itself. */
export function diagonalOnPlaces(
  { programs, kinds, options }: PlacesCall,
  x: Inputs,
): Partial<Record<KernelKind, Float64Array>>[] {
  const left = examplesOf(asTensor(x), annotationsOf(options, "x1"), "x1");
  for (const ops of programs) checkExamples(ops, left, "x1");
  const results = programs.map(() => createResults(left.length, 1, kinds));
  diagonalSpatial({ programs, left, results, tangent: kinds.includes("ntk") });
  return results.map((each) =>
    Object.fromEntries(Object.entries(each).map(([kind, { data }]) => [kind, data])),
  );
}

/** Whether inputs come with neither masks nor graphs. */
export function isPlain({ mask, maskConstant, pattern }: InputOptions<KernelKind>): boolean {
  return mask === undefined && maskConstant === undefined && pattern === undefined;
}

function annotationsOf(
  { mask, maskConstant, pattern }: InputOptions<KernelKind>,
  side: "x1" | "x2",
): Annotations {
  return { mask: mask?.[side], maskConstant, pattern: pattern?.[side] };
}
