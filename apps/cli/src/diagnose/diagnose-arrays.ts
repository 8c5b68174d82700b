import type { RidgeFit } from "@ntkit/solvers";
import type { FloatArray } from "../output/describe-arrays.ts";
import { stacked } from "../output/stacked.ts";

/** What `ntkit diagnose` writes: the spectrum [N], leave-one-out residuals [R, N] or [R, N, O], and numbers [R]. */
export function diagnoseArrays(
  eigenvalues: Float64Array,
  fits: readonly RidgeFit[],
): Record<string, FloatArray> {
  const numbers = (of: (fit: RidgeFit) => number): FloatArray => ({
    shape: [fits.length],
    data: Float64Array.from(fits, of),
  });
  return {
    eigenvalues: { shape: [eigenvalues.length], data: eigenvalues },
    loo: looResiduals(fits),
    gcv: numbers(({ gcv }) => gcv),
    dof: numbers(({ dof }) => dof),
    norm2: numbers(({ norm2 }) => norm2),
    condition: numbers(({ conditionNumber }) => conditionNumber),
  };
}

function looResiduals(fits: readonly RidgeFit[]): FloatArray {
  const { shape, data } = stacked(fits.map(({ loo }) => loo.residuals));
  return { shape: shape.at(-1) === 1 ? shape.slice(0, -1) : shape, data };
}
