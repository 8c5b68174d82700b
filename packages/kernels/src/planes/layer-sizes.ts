import type { PlaneStage, Sides } from "./plane-program.ts";

/** The different sizes that an image has in a stage. */
export function layerSizes({ layers }: PlaneStage): readonly Sides[] {
  return differentSizes(layers.map(({ size }) => size));
}

/** Sizes without repetitions. */
export function differentSizes(sizes: readonly Sides[]): readonly Sides[] {
  return [...new Map(sizes.map((size) => [size.join(), size])).values()];
}
