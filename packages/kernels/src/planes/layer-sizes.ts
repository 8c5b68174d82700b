import type { PlaneStage, Sides } from "./plane-program.ts";

/** The different sizes that an image has in a stage. */
export function layerSizes({ layers }: PlaneStage): readonly Sides[] {
  const sizes = new Map(layers.map(({ size }) => [size.join(), size]));
  return [...sizes.values()];
}
