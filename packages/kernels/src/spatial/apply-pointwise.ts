import type { Field } from "./field.ts";
import { createField, forEachEntry, placesOf } from "./field.ts";
import type { Side } from "./side.ts";
import type { Variances } from "./variances.ts";
import { varianceAt } from "./variances.ts";

/** Makes `apart`, `together` and `diff` fit the covariance and the variances, in place. */
export function deriveGeometry(field: Field, left: Variances, right: Variances): void {
  forEachEntry(field, (k, first, second, lane) => {
    const [q1, q2] = [varianceAt(left, first), varianceAt(right, second, lane)];
    const radius = q1 === q2 ? q1 : Math.sqrt(q1) * Math.sqrt(q2);
    const c = field.cov[k]!;
    // Rounding may leave |c| a little above R.
    field.apart[k] = Math.max(2 * (radius - c), 0);
    field.together[k] = Math.max(2 * (radius + c), 0);
    field.diff[k] = q1 - q2;
  });
}

/** Weights of their own at every place: only equal places stay dependent. */
export function separate(field: Field, left: Variances, right: Variances, full: boolean): Field {
  if (field.diagonal && !full) return field;
  const result = createField(field.shape1, field.shape2, false);
  deriveGeometry(result, left, right);
  const width = placesOf(field.shape2);
  const places = equalPlaces(field);
  for (const [first, second] of places) {
    const to = first * width + second;
    const from = field.diagonal ? first : to;
    for (const name of ["cov", "apart", "together", "diff", "ntk"] as const) {
      result[name][to] = field[name][from]!;
    }
  }
  return result;
}

/** Pairs of equal places of two boxes. */
function equalPlaces({ shape1, shape2 }: Field): [number, number][] {
  let pairs: [number, number][] = [[0, 0]];
  shape1.forEach((size, axis) => {
    const both = Math.min(size, shape2[axis]!);
    pairs = pairs.flatMap(([first, second]) =>
      Array.from({ length: both }, (_, at): [number, number] => [
        first * size + at,
        second * shape2[axis]! + at,
      ]),
    );
  });
  return pairs;
}

/** Dropout, in place; in lane `sameLane` both examples are one and share what is dropped. */
export function applyDropout(
  field: Field,
  keepRate: number,
  left: Variances,
  right: Variances,
  sameLane: number,
): void {
  const gain = 1 / keepRate;
  forEachEntry(field, (k, first, second, lane) => {
    field.diff[k] = field.diff[k]! * gain;
    if (lane === sameLane && first === second) {
      for (const name of ["cov", "apart", "together", "ntk"] as const) {
        field[name][k] = field[name][k]! * gain;
      }
      return;
    }
    const radius = Math.sqrt(varianceAt(left, first)) * Math.sqrt(varianceAt(right, second, lane));
    const more = 2 * radius * (gain - 1);
    field.apart[k] = field.apart[k]! + more;
    field.together[k] = field.together[k]! + more;
  });
}

/**
 * Layer normalisation by variances averaged over places, in place.
 *
 * @param means1 - mean variances per place of the first example
 * @param means2 - per place (and lane) of the second
 */
export function normalize(
  field: Field,
  epsilon: number,
  right: Variances,
  means1: Variances,
  means2: Variances,
): void {
  forEachEntry(field, (k, first, second, lane) => {
    const q2 = varianceAt(right, second, lane);
    const [m1, m2] = [varianceAt(means1, first), varianceAt(means2, second, lane)];
    const [size1, size2] = [epsilon + m1, epsilon + m2];
    const scale = 1 / (Math.sqrt(size1) * Math.sqrt(size2));
    // q₁/(ε + m₁) − q₂/(ε + m₂), without the difference of nearly equal quotients.
    field.diff[k] = (field.diff[k]! + (q2 / size2) * (m2 - m1)) / size1;
    for (const name of ["cov", "apart", "together", "ntk"] as const) {
      field[name][k] = field[name][k]! * scale;
    }
  });
}

/** Zeros where one of the places does not count, in place. */
export function applyMasks(field: Field, left: Side, right: Side): void {
  if (left.mask === null && right.mask === null) return;
  forEachEntry(field, (k, first, second) => {
    if (left.mask?.[first] !== 0 && right.mask?.[second] !== 0) return;
    for (const name of ["cov", "apart", "together", "ntk"] as const) field[name][k] = 0;
  });
}
