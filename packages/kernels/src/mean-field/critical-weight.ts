import type { ActivationNode } from "@ntkit/architecture";
import { NumericalError } from "@ntkit/linalg";
import { signalPropagation } from "./signal-propagation.ts";

/** Between which weightStd the critical one is looked for. */
const [LEAST, MOST] = [1e-3, 1e3];

/**
 * The weightStd at which χ₁ = 1, on the line between the ordered and the chaotic phase, for the given
 * biasStd.
 *
 * @throws {NumericalError} "no-minimum" when χ₁ crosses 1 nowhere between 0.001 and 1000
 */
export function criticalWeightStd(activation: ActivationNode, biasStd: number): number {
  const excess = (weightStd: number): number =>
    signalPropagation({ activation, weightStd, biasStd }).chi - 1;
  let [low, high] = [LEAST, MOST];
  if (!(excess(low) < 0 && excess(high) > 0)) {
    throw new NumericalError(
      `criticalWeightStd: chi must cross 1 between weightStd ${LEAST} and ${MOST}, got ${excess(low) + 1} and ${excess(high) + 1}`,
      "no-minimum",
      { low: excess(low) + 1, high: excess(high) + 1 },
    );
  }
  while (high - low > 1e-13 * high) {
    const middle = Math.sqrt(low * high);
    if (middle <= low || middle >= high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
