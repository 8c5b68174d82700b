import { ShapeError } from "@ntkit/linalg";
import type { ActivationPattern } from "../network/finite-model.ts";

/**
 * The share of units that are on in one pattern and off in the other; 0 without units.
 *
 * @throws {@link !ShapeError} when the patterns are not of one network and the same number of examples
 */
export function patternChange(a: ActivationPattern, b: ActivationPattern): number {
  if (a.on.length !== b.on.length) {
    throw new ShapeError(
      `patternChange: both patterns must have equally many units, got ${a.on.length} and ${b.on.length}`,
    );
  }
  const changed = a.on.reduce((count, value, i) => count + Number(value !== b.on[i]), 0);
  return a.on.length === 0 ? 0 : changed / a.on.length;
}
