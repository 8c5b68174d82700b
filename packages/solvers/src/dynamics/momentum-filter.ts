import { flowStep } from "./gradient-flow.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import type { SpectralFilter } from "./spectral-predict.ts";

/** An affine map of (s, d): rows [∂s, ∂d, 1] of both. */
type Affine = readonly [readonly [number, number, number], readonly [number, number, number]];

/**
 * The heavy ball's s with α = s c in one eigendirection after `steps` steps from rest:
 * d ← m d + h (1 − ρ s), s ← s + d, as a power of an affine map by repeated squaring.
 */
export function momentumFilter(
  flow: GradientFlow,
  momentum: number,
  steps: number,
): SpectralFilter {
  const step = flowStep(flow);
  return (kappa) => {
    const rate = kappa + flow.ridge;
    if (steps === Infinity) return 1 / rate;
    const pull = -step * rate;
    return power(
      [
        [1 + pull, momentum, step],
        [pull, momentum, step],
      ],
      steps,
    )[0][2];
  };
}

function power(map: Affine, exponent: number): Affine {
  let result: Affine = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  let square = map;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = compose(square, result);
    square = compose(square, square);
  }
  return result;
}

/** First b, then a. */
function compose(a: Affine, b: Affine): Affine {
  const row = ([s, d, one]: Affine[0]): [number, number, number] => [
    s * b[0][0] + d * b[1][0],
    s * b[0][1] + d * b[1][1],
    s * b[0][2] + d * b[1][2] + one,
  ];
  return [row(a[0]), row(a[1])];
}
