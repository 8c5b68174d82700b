import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { Objective } from "../dynamics/objective.ts";

/**
 * Outputs before training that are the same for every row: the loss's own best constant, or 0.
 *
 * @throws RangeError when the constant is asked for and the loss does not know it
 */
export function constantStart(
  caller: string,
  { name, constant }: Objective,
  targets: Matrix,
  center: boolean,
): { readonly offset: Float64Array; readonly initial: Matrix } {
  const { rows, cols } = targets;
  if (center && constant === undefined) {
    throw new RangeError(`${caller}: objective must have a constant to center on, got ${name}`);
  }
  const offset = center ? constant!(targets) : new Float64Array(cols);
  const data = Float64Array.from(targets.data, (_, at) => offset[at % cols]!);
  return { offset, initial: matrix(rows, cols, data) };
}
