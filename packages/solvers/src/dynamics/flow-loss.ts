import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import { checkedTimes } from "./spectral-predict.ts";
import { remaining } from "./eigen-residuals.ts";

/**
 * Loss of gradient flow on the training rows at a time: (1/2N) Σ (f − y)², or ½ Σ for the summed loss;
 * the ridge's part is not counted. O(n O).
 *
 * @throws {@link RangeError} for a negative time
 */
export function flowLoss(flow: GradientFlow, time: number): number {
  checkedTimes("flowLoss", time, "times");
  const left = remaining(flow, time);
  return directionLosses(flow).reduce((sum, loss, i) => sum + loss * left[i]! ** 2, 0);
}

/** The part of each eigendirection in the loss at t = 0, shape [n]. */
function directionLosses(flow: GradientFlow): Float64Array {
  const { rows, cols, data } = flow.components;
  const scale = flow.loss === "mean" ? 0.5 / flow.initial.rows : 0.5;
  const losses = new Float64Array(rows);
  data.forEach((value, at) => (losses[Math.floor(at / cols)]! += scale * value * value));
  return losses;
}

/**
 * The time at which gradient flow reaches a loss: 0 when it begins there, Infinity when it never does.
 *
 * Newton's method on the logarithm of what is above the limit, which is convex in t, from t = 0: it
 * never overshoots. O(n) per step, relative accuracy 1e-14.
 *
 * @param loss - in the flow's units, as `flowLoss` gives it
 * @throws {@link RangeError} for a negative or infinite loss
 */
export function timeToReachLoss(flow: GradientFlow, loss: number): number {
  if (!(loss >= 0 && loss < Infinity)) {
    throw new RangeError(`timeToReachLoss: loss must be finite and at least 0, got ${loss}`);
  }
  if (flowLoss(flow, 0) <= loss) return 0;
  const wanted = loss - flowLoss(flow, Infinity);
  if (!(wanted > 0)) return Infinity;
  let time = 0;
  for (;;) {
    const { excess, slope } = aboveLimit(flow, time);
    const next = time + (excess / -slope) * Math.log(excess / wanted);
    if (!(next > time * (1 + 1e-15))) return time;
    time = next;
  }
}

/** Loss minus its limit, term by term, and the derivative of that in t. */
function aboveLimit(
  flow: GradientFlow,
  time: number,
): { readonly excess: number; readonly slope: number } {
  const step = flowStep(flow);
  const losses = directionLosses(flow);
  let [excess, slope] = [0, 0];
  flow.eigenvalues.forEach((kappa, i) => {
    if (kappa === 0) return;
    const rate = kappa + flow.ridge;
    const [stays, goes] = [flow.ridge / rate, (kappa / rate) * Math.exp(-step * time * rate)];
    excess += losses[i]! * goes * (2 * stays + goes);
    slope -= losses[i]! * 2 * step * rate * goes * (stays + goes);
  });
  return { excess, slope };
}
