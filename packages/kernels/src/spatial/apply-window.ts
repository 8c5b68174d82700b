import { momentNames } from "../moments.ts";
import type { Moments } from "../moments.ts";
import { radiusExcess } from "../numerics/pair-geometry.ts";
import type { Field } from "./field.ts";
import { createField, placesOf } from "./field.ts";
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
  const rows = partialSums(q1, one, taps1);
  const cols = partialSums(q2, two, taps2);
  const add = geometry ? addMoments : addProducts;
  for (let output = 0; output < placesOf(result.shape1); output++) {
    add(field, rows, cols, output, result);
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

/** What one side has under the offsets of a window, for every output: arrays [outputs, window]. */
interface Partials {
  readonly outputs: number;
  readonly window: number;
  /** All places before the window. */
  readonly size: number;
  /** −1 beyond the edge. */
  readonly places: Int32Array;
  /** Variances, and their sums under the offsets before. */
  readonly values: Float64Array;
  readonly sums: Float64Array;
  /** Square roots of both, and of the sum with the value. */
  readonly rootValues: Float64Array;
  readonly rootSums: Float64Array;
  readonly rootAfter: Float64Array;
}

function partialSums(q: Float64Array, { outer, size, inner }: Sides, taps: Taps): Partials {
  const { window } = taps;
  const outputs = outer * taps.outputs * inner;
  const array = (): Float64Array => new Float64Array(outputs * window);
  const places = new Int32Array(outputs * window);
  const [values, sums, rootValues, rootSums, rootAfter] = [
    array(),
    array(),
    array(),
    array(),
    array(),
  ];
  for (let output = 0; output < outputs; output++) {
    const b = output % inner;
    const along = (output - b) / inner;
    const o = along % taps.outputs;
    const a = (along - o) / taps.outputs;
    let sum = 0;
    for (let k = 0; k < window; k++) {
      const at = output * window + k;
      const place = taps.places[o * window + k]!;
      places[at] = place < 0 ? -1 : (a * size + place) * inner + b;
      const value = place < 0 ? 0 : q[places[at]]!;
      values[at] = value;
      sums[at] = sum;
      rootValues[at] = Math.sqrt(value);
      rootSums[at] = Math.sqrt(sum);
      sum += value;
      rootAfter[at] = Math.sqrt(sum);
    }
  }
  return {
    outputs,
    window,
    size: outer * size * inner,
    places,
    values,
    sums,
    rootValues,
    rootSums,
    rootAfter,
  };
}

/** Covariances and Θ of one row of the result, all places of the second example. */
function addProducts(
  source: Field,
  rows: Partials,
  cols: Partials,
  output: number,
  result: Field,
): void {
  const { window } = rows;
  const first = output * window;
  for (let o = 0; o < cols.outputs; o++) {
    const second = o * window;
    let cov = 0;
    let ntk = 0;
    for (let k = 0; k < window; k++) {
      const row = rows.places[first + k]!;
      const column = cols.places[second + k]!;
      if (row < 0 || column < 0) continue;
      cov += source.cov[row * cols.size + column]!;
      ntk += source.ntk[row * cols.size + column]!;
    }
    result.cov[output * cols.outputs + o] = cov;
    result.ntk[output * cols.outputs + o] = ntk;
  }
}

/** All moments of one row of the result. */
function addMoments(
  source: Field,
  rows: Partials,
  cols: Partials,
  output: number,
  result: Field,
): void {
  const { window } = rows;
  const first = output * window;
  for (let o = 0; o < cols.outputs; o++) {
    const second = o * window;
    let cov = 0;
    let apart = 0;
    let together = 0;
    let diff = 0;
    let ntk = 0;
    for (let k = 0; k < window; k++) {
      const at1 = first + k;
      const at2 = second + k;
      const row = rows.places[at1]!;
      const column = cols.places[at2]!;
      let vDiff: number;
      if (row >= 0 && column >= 0) {
        const entry = row * cols.size + column;
        cov += source.cov[entry]!;
        ntk += source.ntk[entry]!;
        apart += source.apart[entry]!;
        together += source.together[entry]!;
        vDiff = source.diff[entry]!;
      } else {
        vDiff = rows.values[at1]! - cols.values[at2]!;
      }
      if (k > 0) {
        const excess = excessOf(rows, cols, at1, at2, diff, vDiff);
        apart += excess;
        together += excess;
      }
      diff += vDiff;
    }
    const entry = output * cols.outputs + o;
    result.cov[entry] = cov;
    result.ntk[entry] = ntk;
    result.apart[entry] = apart;
    result.together[entry] = together;
    result.diff[entry] = diff;
  }
}

/** {@link radiusExcess} by roots that are known. */
function excessOf(
  rows: Partials,
  cols: Partials,
  at1: number,
  at2: number,
  pDiff: number,
  vDiff: number,
): number {
  const p1 = rows.sums[at1]!;
  const p2 = cols.sums[at2]!;
  const v1 = rows.values[at1]!;
  const v2 = cols.values[at2]!;
  const size = rows.rootAfter[at1]! * cols.rootAfter[at2]!;
  if (size > LARGEST || size < SMALLEST) return radiusExcess(p1, p2, pDiff, v1, v2, vDiff);
  const cross = pDiff * v2 - p2 * vDiff;
  const rp1 = rows.rootSums[at1]!;
  const rp2 = cols.rootSums[at2]!;
  const rv1 = rows.rootValues[at1]!;
  const rv2 = cols.rootValues[at2]!;
  const sum = rp1 * rv2 + rv1 * rp2;
  // A part or an input that is 0: rounding of the differences must not be divided by it.
  if (cross === 0 || sum === 0) return 0;
  const turn = cross / sum;
  return (2 * turn * turn) / (size + rp1 * rp2 + rv1 * rv2);
}

/** Beyond these radii squares of variances leave the range of doubles. */
const [SMALLEST, LARGEST] = [1e-140, 1e150];

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
