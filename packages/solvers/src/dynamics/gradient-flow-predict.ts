import type { SolverOptions } from "../solver-options.ts";
import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { checkedTimes, spectralPredict } from "./spectral-predict.ts";
import type { FlowTestRows, SpectralFilter, Trajectory } from "./spectral-predict.ts";

/**
 * Outputs after training by gradient flow for the given times (one, several, or Infinity).
 *
 *   f(t) = f₀ + K φ(K, t) (Y − f₀),   f*(t) = f₀* + K* φ(K, t) (Y − f₀)
 *
 * At t = ∞ on a singular kernel: the limit, where what no gradient reaches stays at f₀ and the weights
 * have the least distance from where they began. O(N (N + M) O) per time, after O(N² M) for other rows.
 *
 * @throws {@link RangeError} for a time that is negative or NaN
 * @throws {@link ShapeError} when `test` does not fit
 * @throws {@link NumericalError} "singular" when the outputs of other rows have no limit: K* has parts
 *   outside the range of K, so that the two are not of one kernel
 */
export async function gradientFlowPredict(
  flow: GradientFlow,
  times: number | readonly number[],
  test?: FlowTestRows,
  options: SolverOptions = {},
): Promise<Trajectory> {
  const caller = "gradientFlowPredict";
  const list = checkedTimes(caller, times, "times");
  return spectralPredict(
    flow,
    { caller, times: list, at: (time) => flowFilter(flow, time) },
    test,
    options,
  );
}

/** φ(κ, t) = (1 − e^(−ht(κ+λ))) / (κ + λ), its limit ht where κ + λ = 0. */
export function flowFilter(flow: GradientFlow, time: number): SpectralFilter {
  const duration = flowStep(flow) * time;
  return (kappa) => {
    const rate = kappa + flow.ridge;
    return rate === 0 ? duration : -Math.expm1(-duration * rate) / rate;
  };
}
