import type { ImageSlot } from "./place-image.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { vectorBytes } from "./plane-machine.ts";
import type { PairPlane } from "./run-layers.ts";

/** Fills a plane with what a network sees of two images: D = mean over channels of (x₁ − x₂)², Θ = 0. */
export function compareImages(
  machine: PlaneMachine,
  layout: PlaneLayout,
  left: ImageSlot,
  right: ImageSlot,
  count: number,
  { d, t, offset }: PairPlane,
): void {
  const bytes = vectorBytes(layout.length, machine.width);
  const displaced = right.channels + offset * layout.stride * machine.width;
  // prettier-ignore
  machine.kernels.distances(
    d, t, bytes, left.channels, left.step, displaced, right.step, count, 1 / count,
  );
}
