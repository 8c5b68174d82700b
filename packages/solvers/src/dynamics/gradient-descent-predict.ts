import type { SolverOptions } from "../solver-options.ts";
import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { largestStableRate } from "./largest-stable-rate.ts";
import { momentumFilter } from "./momentum-filter.ts";
import { checkedTimes, spectralPredict } from "./spectral-predict.ts";
import type { FlowTestRows, SpectralFilter, Trajectory } from "./spectral-predict.ts";

export interface DescentOptions extends SolverOptions {
  /** m of the heavy ball, v ← m v − η ∇L, θ ← θ + v, from rest. Default 0. In [0, 1). */
  readonly momentum?: number | undefined;
}

/**
 * Outputs after whole numbers of steps of gradient descent with the flow's learning rate η:
 * f = Y − (I − ηK/N)ᵏ (Y − f₀), without N for the summed loss, and with heavy-ball momentum if asked.
 *
 * Any rate is followed exactly for finite steps, also one that diverges. Costs as `gradientFlowPredict`.
 *
 * @throws {@link RangeError} for steps that are not whole; for Infinity with a rate that is not below
 *   `largestStableRate`; for a momentum outside [0, 1)
 * @throws {@link NumericalError} "non-finite" when divergence has overflown; "singular" as
 *   `gradientFlowPredict`
 */
export async function gradientDescentPredict(
  flow: GradientFlow,
  steps: number | readonly number[],
  test?: FlowTestRows,
  options: DescentOptions = {},
): Promise<Trajectory> {
  const caller = "gradientDescentPredict";
  const { momentum = 0 } = options;
  const list = checkedTimes(caller, steps, "steps");
  const limit = largestStableRate(flow, { momentum });
  if (list.includes(Infinity) && !(flow.learningRate < limit)) {
    throw new RangeError(
      `${caller}: learningRate must be below ${limit} for infinitely many steps, got ${flow.learningRate}`,
    );
  }
  const at = (count: number) =>
    momentum === 0 ? descentFilter(flow, count) : momentumFilter(flow, momentum, count);
  return spectralPredict(flow, { caller, times: list, at }, test, options);
}

/** (1 − (1 − hρ)ᵏ) / ρ with ρ = κ + λ, its limit hk where ρ = 0. */
function descentFilter(flow: GradientFlow, steps: number): SpectralFilter {
  const step = flowStep(flow);
  return (kappa) => {
    const rate = kappa + flow.ridge;
    if (rate === 0) return step * steps;
    if (steps === Infinity) return 1 / rate;
    return learnedFraction(step * rate, steps) / rate;
  };
}

/** 1 − (1 − x)ᵏ without cancellation. */
export function learnedFraction(x: number, steps: number): number {
  if (steps === 0) return 0;
  return x < 0.5 ? -Math.expm1(steps * Math.log1p(-x)) : 1 - (1 - x) ** steps;
}
