import { createMoments, momentNames } from "../moments.ts";
import type { Moments } from "../moments.ts";

/**
 * Second moments between the places of two examples, in the terms of a PairBlock: covariance, 2(R − c),
 * 2(R + c), q₁ − q₂ and Θ.
 *
 * All pairs of places, entry p P₂ + p', or (`diagonal`) equal places only, entry p lanes + lane, where a
 * lane is one of several consecutive second examples.
 */
export interface Field extends Moments {
  /** Spatial sizes of the first and second example. */
  readonly shape1: readonly number[];
  readonly shape2: readonly number[];
  readonly diagonal: boolean;
  readonly lanes: number;
}

/** How many places a shape has. */
export function placesOf(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

/** A field of zeros. */
export function createField(
  shape1: readonly number[],
  shape2: readonly number[],
  diagonal: boolean,
  lanes = 1,
): Field {
  const size = placesOf(shape1) * (diagonal ? lanes : placesOf(shape2));
  const { cov, apart, together, diff, ntk } = createMoments(size);
  return { shape1, shape2, diagonal, lanes, cov, apart, together, diff, ntk };
}

/** A copy with arrays of its own. */
export function copyField(field: Field): Field {
  const copies = momentNames.map((name) => [name, field[name].slice()] as const);
  return { ...field, ...(Object.fromEntries(copies) as unknown as Moments) };
}

/** The equal places of a field of two examples of one shape. */
export function narrowField(field: Field): Field {
  if (field.diagonal) return field;
  const places = placesOf(field.shape1);
  const narrow = createField(field.shape1, field.shape2, true);
  for (const name of momentNames) {
    for (let p = 0; p < places; p++) narrow[name][p] = field[name][p * places + p]!;
  }
  return narrow;
}

/** Calls `visit` with every entry, and the places and lane that it is about. */
export function forEachEntry(
  { shape1, shape2, diagonal, lanes }: Field,
  visit: (entry: number, first: number, second: number, lane: number) => void,
): void {
  const places1 = placesOf(shape1);
  const width = diagonal ? lanes : placesOf(shape2);
  for (let first = 0; first < places1; first++) {
    for (let k = 0; k < width; k++) {
      visit(first * width + k, first, diagonal ? first : k, diagonal ? k : 0);
    }
  }
}
