import type { Tensor } from "@ntkit/linalg";
import { traceBytes } from "./bind-program.ts";
import type { Annotations } from "./examples.ts";
import { examplesOf } from "./examples.ts";
import { placesOf } from "./field.ts";
import type { Need } from "./needs.ts";
import { finalNeed, needsOf } from "./needs.ts";
import type { SpatialOp } from "./spatial-op.ts";
import type { Trace } from "./trace-example.ts";
import { traceExample } from "./trace-example.ts";

/** What the general recursion over places takes for a pair of examples. */
export interface PlacesWork {
  /** Pairs of places, summed over the layers: equal places only where no others are needed. */
  readonly placePairs: number;
  /** Bytes of what is kept about one example, and of a pair at its largest. */
  readonly exampleBytes: number;
  readonly pairBytes: number;
}

/** Arrays of numbers for each pair of places: covariance, tangent, distances, and room for results. */
const ARRAYS = 8;

/** The work of a pair, from the first example of x followed through the layers. */
export function estimatePlaces(
  ops: readonly SpatialOp[],
  x: Tensor,
  annotations: Annotations,
): PlacesWork {
  const examples = examplesOf(x, annotations, "x1");
  const shapes = new Set(examples.map(({ shape }) => String(shape)));
  const needs = needsOf(ops, finalNeed, shapes.size === 1);
  const trace = traceExample(ops, needs, examples[0]!, shapes.size === 1);
  const sizes = placePairsOf(ops, needs, trace, shapes.size === 1);
  return {
    placePairs: sizes.reduce((sum, size) => sum + size, 0),
    exampleBytes: traceBytes(trace),
    pairBytes: 8 * ARRAYS * sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}

/** Pairs of places before each op, and before those in its branches. */
function placePairsOf(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  trace: Trace,
  uniform: boolean,
): number[] {
  return ops.flatMap((op, i) => {
    const places = placesOf(trace.places[i]!.shape);
    const here = needs[i]!.full ? places * places : places;
    if (op.type !== "fork") return [here];
    const inside = op.branches.map((branch, b) =>
      placePairsOf(
        branch,
        needsOf(branch, needs[i + 1]!, uniform),
        trace.branches[i]![b]!,
        uniform,
      ),
    );
    return [here, ...inside.flat()];
  });
}
