import { checkNonNegative } from "../check.ts";
import type { SolverOptions } from "../solver-options.ts";
import { learnedFraction } from "./gradient-descent-predict.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { checkedTimes, spectralPredict } from "./spectral-predict.ts";
import type { FlowTestRows, SpectralFilter, Trajectory } from "./spectral-predict.ts";

export interface NaturalGradientOptions extends SolverOptions {
  /** δ in θ ← θ − η Jᵀ (JJᵀ + δI)⁻¹ (f − Y), in the kernel's units. Default 0: the pseudo-inverse. */
  readonly damping?: number | undefined;
  /** Count steps, or let the step go to 0 at the same product with η. Default "steps". */
  readonly update?: "steps" | "flow" | undefined;
}

/**
 * Outputs after training by the natural gradient with the flow's learning rate η. Every direction that
 * the kernel has is learnt at the same pace: the residual is (1 − η)ᵏ of what it was, or e^(−ηt).
 *
 * It does not depend on whether the loss is a mean or a sum. Costs as `gradientFlowPredict`.
 *
 * @throws {@link RangeError} for bad steps or times, a flow with a ridge, negative damping, and
 *   Infinity steps where 1 − η is not inside (−1, 1)
 * @throws {@link NumericalError} "non-finite" when divergence has overflown
 * @see Zhang, Martens & Grosse 2019, "Fast Convergence of Natural Gradient Descent"
 */
export async function naturalGradientPredict(
  flow: GradientFlow,
  steps: number | readonly number[],
  test?: FlowTestRows,
  options: NaturalGradientOptions = {},
): Promise<Trajectory> {
  const caller = "naturalGradientPredict";
  const { damping = 0, update = "steps" } = options;
  checkNonNegative(caller, "damping", damping);
  if (flow.ridge !== 0) throw new RangeError(`${caller}: ridge must be 0, got ${flow.ridge}`);
  const times = checkedTimes(caller, steps, update === "steps" ? "steps" : "times");
  const fastest = (flow.learningRate * flow.eigenvalues[0]!) / (flow.eigenvalues[0]! + damping);
  if (update === "steps" && times.includes(Infinity) && fastest >= 2) {
    throw new RangeError(
      `${caller}: learningRate must be below ${(2 * flow.learningRate) / fastest} for infinitely many steps, got ${flow.learningRate}`,
    );
  }
  const at = (time: number) => naturalFilter(flow, damping, update, time);
  return spectralPredict(flow, { caller, times, at }, test, options);
}

function naturalFilter(
  { learningRate }: GradientFlow,
  damping: number,
  update: "steps" | "flow",
  time: number,
): SpectralFilter {
  return (kappa) => {
    if (kappa === 0) return damping === 0 ? 0 : (learningRate * time) / damping;
    const rate = (learningRate * kappa) / (kappa + damping);
    if (time === Infinity) return 1 / kappa;
    return (update === "flow" ? -Math.expm1(-rate * time) : learnedFraction(rate, time)) / kappa;
  };
}
