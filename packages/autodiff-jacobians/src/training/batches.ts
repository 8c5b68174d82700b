import { random, selectRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";

/** The examples of a step. */
export interface Batch {
  readonly x: Inputs;
  readonly y: Matrix;
}

/**
 * The batch of each step: all examples, or `size` of them in an order that is drawn anew for every
 * epoch from the seed and the epoch alone, so that a step's batch does not depend on the steps before.
 */
export function batches(
  x: Inputs,
  y: Matrix,
  size: number | undefined,
  seed: number,
): (step: number) => Batch {
  const n = countOf(x);
  if (size === undefined) return () => ({ x, y });
  if (!Number.isInteger(size) || size < 1 || size > n) {
    throw new RangeError(`train: batchSize must be an integer from 1 to ${n}, got ${size}`);
  }
  const perEpoch = Math.ceil(n / size);
  const all = Array.from({ length: n }, (_, i) => i);
  let drawn: { readonly epoch: number; readonly order: readonly number[] } | undefined;
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (drawn?.epoch !== epoch) drawn = { epoch, order: random(seed + epoch).shuffle(all) };
    const from = (step % perEpoch) * size;
    const rows = drawn.order.slice(from, from + size);
    return { x: selectExamples(x, rows), y: selectRows(y, rows) };
  };
}

/** Examples in the order given. A copy. */
export function selectExamples(x: Inputs, indices: ArrayLike<number>): Inputs {
  const count = countOf(x);
  const { data } = selectRows({ rows: count, cols: x.data.length / count, data: x.data }, indices);
  return "rows" in x
    ? { rows: indices.length, cols: x.cols, data }
    : { shape: [indices.length, ...x.shape.slice(1)], data };
}
