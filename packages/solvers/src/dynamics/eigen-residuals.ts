import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { checkedTimes } from "./spectral-predict.ts";

/**
 * Vᵀ (Y − f(t)), what gradient flow has left to learn in each eigendirection, shape [n, O] (or [n, 1]
 * for a full kernel), largest eigenvalue first: component · (λ + κ e^(−ηt(κ+λ)/N)) / (κ + λ).
 *
 * O(n O).
 *
 * @throws {@link RangeError} for a negative time
 */
export function eigenResiduals(flow: GradientFlow, time: number): Matrix {
  checkedTimes("eigenResiduals", time, "times");
  const { rows, cols, data } = flow.components;
  const left = remaining(flow, time);
  return matrix(
    rows,
    cols,
    data.map((value, at) => value * left[Math.floor(at / cols)]!),
  );
}

/** The factor on each eigendirection's residual, shape [n]. */
export function remaining(flow: GradientFlow, time: number): Float64Array {
  const duration = flowStep(flow) * time;
  return flow.eigenvalues.map((kappa) => {
    const rate = kappa + flow.ridge;
    if (kappa === 0) return 1;
    return (flow.ridge + kappa * Math.exp(-duration * rate)) / rate;
  });
}
