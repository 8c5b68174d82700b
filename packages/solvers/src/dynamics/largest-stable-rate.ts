import type { GradientFlow } from "./gradient-flow.ts";

/**
 * The learning rate below which gradient descent converges and from which on it does not:
 * 2 (1 + m) N / (κ₁ + λ), without N for the summed loss. Infinity for a kernel of zeros.
 *
 * @param options - `momentum` m of the heavy ball, in [0, 1), default 0
 * @throws {@link RangeError} for another momentum
 */
export function largestStableRate(
  flow: Pick<GradientFlow, "eigenvalues" | "ridge" | "loss" | "initial">,
  { momentum = 0 }: { readonly momentum?: number | undefined } = {},
): number {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`largestStableRate: momentum must be in [0, 1), got ${momentum}`);
  }
  const rows = flow.loss === "mean" ? flow.initial.rows : 1;
  return (2 * (1 + momentum) * rows) / (flow.eigenvalues[0]! + flow.ridge);
}
