import type { ActivationNode } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import { signalPropagation } from "./signal-propagation.ts";

/**
 * χ₁ of deep networks for every pair of standard deviations, [biasStds, weightStds]: above 1 they are
 * chaotic, below 1 ordered.
 */
export function phaseDiagram(
  activation: ActivationNode,
  weightStds: readonly number[],
  biasStds: readonly number[],
): Matrix {
  const chi = biasStds.flatMap((biasStd) =>
    weightStds.map((weightStd) => signalPropagation({ activation, weightStd, biasStd }).chi),
  );
  return matrix(biasStds.length, weightStds.length, Float64Array.from(chi));
}
