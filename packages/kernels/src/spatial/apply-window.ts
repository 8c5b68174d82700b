import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { Field, Moments } from "./field.ts";
import { createField, momentNames, placesOf } from "./field.ts";
import type { Windows } from "./spatial-op.ts";
import type { Variances } from "./variances.ts";
import { varianceAt } from "./variances.ts";
import type { Taps } from "./window-taps.ts";
import { windowTaps } from "./window-taps.ts";

/** A field on its way through the axes of a window, with the variances of both sides. */
interface Stage {
  readonly field: Field;
  /** Of places of the first example; of entries, for equal places. */
  readonly q1: Float64Array;
  /** Of places of the second example; of entries, for equal places. */
  readonly q2: Float64Array;
}

/**
 * K'(o, o') = Σ K(p, p') over the offsets δ of a window, p and p' being the places that o and o' meet
 * under the same δ. Axis by axis, since the window is a product.
 *
 * The inputs under different δ have weights of their own and are therefore independent, so that their
 * moments add; `apart` and `together` gain what the radii of sums exceed the sums of radii by.
 *
 * @param geometry - whether anything but the covariance and Θ is needed afterwards
 */
export function applyWindow(
  field: Field,
  windows: Windows,
  transposed: boolean,
  left: Variances,
  right: Variances,
  geometry: boolean,
): Field {
  let stage: Stage = { field, ...stageVariances(field, left, right) };
  windows.shape.forEach((window, axis) => {
    if (window === 1 && windows.strides[axis] === 1) return;
    const taps1 = windowTaps(windows, axis, field.shape1[axis]!, transposed);
    const taps2 = windowTaps(windows, axis, field.shape2[axis]!, transposed);
    const along = field.diagonal ? equalPlacesAlong : allPlacesAlong;
    stage = along(stage, axis, taps1, taps2, geometry);
  });
  return stage.field;
}

function stageVariances(
  field: Field,
  left: Variances,
  right: Variances,
): { q1: Float64Array; q2: Float64Array } {
  const { shape1, shape2, diagonal, lanes } = field;
  const repeats = diagonal ? lanes : 1;
  const collect = (side: Variances, places: number, ofLanes: boolean): Float64Array =>
    Float64Array.from({ length: places * repeats }, (_, k) =>
      varianceAt(side, Math.floor(k / repeats), ofLanes ? k % repeats : 0),
    );
  return {
    q1: collect(left, placesOf(shape1), false),
    q2: collect(right, placesOf(shape2), true),
  };
}

function allPlacesAlong(
  { field, q1, q2 }: Stage,
  axis: number,
  taps1: Taps,
  taps2: Taps,
  geometry: boolean,
): Stage {
  const one = sidesOf(field.shape1, axis);
  const two = sidesOf(field.shape2, axis);
  const result = createField(
    field.shape1.with(axis, taps1.outputs),
    field.shape2.with(axis, taps2.outputs),
    false,
  );
  const [from, to] = [placesOf(field.shape2), placesOf(result.shape2)];
  for (let outer = 0; outer < one.outer; outer++) {
    for (let o1 = 0; o1 < taps1.outputs; o1++) {
      for (let inner = 0; inner < one.inner; inner++) {
        const target = ((outer * taps1.outputs + o1) * one.inner + inner) * to;
        const rows = rowsUnder(taps1, o1, (p) => (outer * one.size + p) * one.inner + inner);
        addRows(field, q1, q2, rows, from, result, target, two, taps2, geometry);
      }
    }
  }
  return {
    field: result,
    q1: sumAlong(q1, one.outer, one.size, one.inner, taps1),
    q2: sumAlong(q2, two.outer, two.size, two.inner, taps2),
  };
}

interface Sides {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

function sidesOf(shape: readonly number[], axis: number): Sides {
  return {
    outer: placesOf(shape.slice(0, axis)),
    size: shape[axis]!,
    inner: placesOf(shape.slice(axis + 1)),
  };
}

/** The place of the first example under each offset, -1 beyond the edge. */
function rowsUnder({ window, places }: Taps, output: number, at: (p: number) => number): number[] {
  return Array.from({ length: window }, (_, offset) => {
    const place = places[output * window + offset]!;
    return place < 0 ? -1 : at(place);
  });
}

/** Fills one row of the result, all places of the second example. */
function addRows(
  source: Field,
  q1: Float64Array,
  q2: Float64Array,
  rows: readonly number[],
  width: number,
  result: Field,
  target: number,
  { outer, size, inner }: Sides,
  { outputs, window, places }: Taps,
  geometry: boolean,
): void {
  for (let a = 0; a < outer; a++) {
    for (let o = 0; o < outputs; o++) {
      for (let b = 0; b < inner; b++) {
        const entry = target + (a * outputs + o) * inner + b;
        let [cov, apart, together, diff, ntk, p1, p2] = [0, 0, 0, 0, 0, 0, 0];
        for (let offset = 0; offset < window; offset++) {
          const row = rows[offset]!;
          const place = places[o * window + offset]!;
          const column = place < 0 ? -1 : (a * size + place) * inner + b;
          const both = row >= 0 && column >= 0;
          const k = row * width + column;
          if (both) {
            cov += source.cov[k]!;
            ntk += source.ntk[k]!;
          }
          if (!geometry) continue;
          const v1 = row < 0 ? 0 : q1[row]!;
          const v2 = column < 0 ? 0 : q2[column]!;
          const vDiff = both ? source.diff[k]! : v1 - v2;
          const excess = radiusExcess(p1, p2, diff, v1, v2, vDiff);
          apart += (both ? source.apart[k]! : 0) + excess;
          together += (both ? source.together[k]! : 0) + excess;
          diff += vDiff;
          p1 += v1;
          p2 += v2;
        }
        result.cov[entry] = cov;
        result.ntk[entry] = ntk;
        result.apart[entry] = apart;
        result.together[entry] = together;
        result.diff[entry] = diff;
      }
    }
  }
}

/** Sums of rows of `inner` numbers along the axis in the middle. */
function sumAlong(
  values: Float64Array,
  outer: number,
  size: number,
  inner: number,
  { outputs, window, places }: Taps,
): Float64Array {
  const sums = new Float64Array(outer * outputs * inner);
  for (let a = 0; a < outer; a++) {
    for (let o = 0; o < outputs; o++) {
      const target = (a * outputs + o) * inner;
      for (let offset = 0; offset < window; offset++) {
        const place = places[o * window + offset]!;
        if (place < 0) continue;
        const start = (a * size + place) * inner;
        for (let b = 0; b < inner; b++) sums[target + b] = sums[target + b]! + values[start + b]!;
      }
    }
  }
  return sums;
}

function equalPlacesAlong({ field, q1, q2 }: Stage, axis: number, taps: Taps): Stage {
  const { outer, size, inner } = sidesOf(field.shape1, axis);
  const run = inner * field.lanes;
  const shape = field.shape1.with(axis, taps.outputs);
  const result = createField(shape, shape, true, field.lanes);
  const total = {
    q1: new Float64Array(result.cov.length),
    q2: new Float64Array(result.cov.length),
  };
  for (let a = 0; a < outer; a++) {
    for (let o = 0; o < taps.outputs; o++) {
      const target = (a * taps.outputs + o) * run;
      for (let offset = 0; offset < taps.window; offset++) {
        const place = taps.places[o * taps.window + offset]!;
        if (place < 0) continue;
        const source = (a * size + place) * run;
        for (let k = 0; k < run; k++) {
          addIndependent(result, total, target + k, field, q1, q2, source + k);
        }
      }
    }
  }
  return { field: result, ...total };
}

/** Adds the moments of entry `from`, an independent part of the same two inputs, to entry `to`. */
function addIndependent(
  sums: Moments,
  total: { readonly q1: Float64Array; readonly q2: Float64Array },
  to: number,
  parts: Moments,
  q1: Float64Array,
  q2: Float64Array,
  from: number,
): void {
  const [p1, p2, v1, v2] = [total.q1[to]!, total.q2[to]!, q1[from]!, q2[from]!];
  const excess = radiusExcess(p1, p2, sums.diff[to]!, v1, v2, parts.diff[from]!);
  for (const name of momentNames) sums[name][to] = sums[name][to]! + parts[name][from]!;
  sums.apart[to] = sums.apart[to]! + excess;
  sums.together[to] = sums.together[to]! + excess;
  total.q1[to] = p1 + v1;
  total.q2[to] = p2 + v2;
}
