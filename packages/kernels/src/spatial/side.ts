import type { Example } from "./example.ts";
import { placesOf } from "./field.ts";
import type { Variances } from "./variances.ts";

/** What is known of one example alone at one place of a network. */
export interface Side {
  readonly example: Example;
  /** Spatial sizes. */
  readonly shape: readonly number[];
  /** Which places count, 1 or 0; null when all do. */
  readonly mask: Uint8Array | null;
  readonly variances: Variances;
  /** Weights [places, places] with which an attention layer that follows reads the places. */
  readonly attention: Float64Array | null;
}

/** The number of places that count. */
export function countedPlaces({ shape, mask }: Pick<Side, "shape" | "mask">): number {
  return mask === null ? placesOf(shape) : mask.reduce((total, each) => total + each, 0);
}
