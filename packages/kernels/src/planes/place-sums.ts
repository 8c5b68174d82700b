import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import type { Sides } from "./plane-program.ts";
import type { PairPlane } from "./run-layers.ts";

/** Sums over the places of one plane. */
export interface PlaceSums {
  readonly covariance: number;
  readonly distance: number;
  readonly tangent: number;
}

/** The sums over the places of the left image of this size; those without a partner count 0. */
export function placeSums(
  machine: PlaneMachine,
  layout: PlaneLayout,
  { d, t, left, right, offset }: PairPlane,
  [rows, cols]: Sides,
): PlaceSums {
  const { width } = machine;
  const [low, before] = layout.geometry.low;
  const stride = layout.stride * width;
  const first = low * stride + before * width;
  const displaced = first + offset * stride;
  // prettier-ignore
  machine.kernels.sums(
    d + first, t + first, left.copy + first, right.copy + displaced, stride, rows, cols,
  );
  const [covariance, distance, tangent] = machine.sums as unknown as [number, number, number];
  return { covariance, distance, tangent };
}
