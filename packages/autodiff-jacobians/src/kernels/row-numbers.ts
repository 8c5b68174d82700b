import type { Extent } from "../ops/op.ts";

/**
 * Numbers of the rows that the kernel of Q functions multiplies, for one example: inputs and cotangents,
 * or the gradients of layers at several positions where those are cheaper for many examples.
 */
export function rowNumbers(extents: readonly Extent[], cotangents: number): number {
  return extents.reduce((sum, { positions, inputs, units }) => {
    const gradient = inputs * units;
    const pairs = positions ** 2 * (inputs + cotangents * (units + 1));
    const written = positions > 1 && cotangents * gradient < pairs;
    return sum + (written ? cotangents * gradient : positions * (inputs + cotangents * units));
  }, 0);
}
