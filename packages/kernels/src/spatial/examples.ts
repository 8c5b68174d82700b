import type { Tensor } from "@ntkit/linalg";
import { NumericalError, ShapeError } from "@ntkit/linalg";
import { coordinates } from "./coordinates.ts";
import type { Edges, Example } from "./example.ts";
import { placesOf } from "./field.ts";

/** Graphs over the places of examples: weights [N, V, V] from place to place, or lists of edges. */
export type Graphs = Tensor | readonly Edges[];

/** What comes with inputs beyond their numbers. */
export interface Annotations {
  /** 1 for places that count, 0 for those that do not, [N, spatial sizes …]. */
  readonly mask?: Tensor | undefined;
  /** Places all of whose channels have this value do not count; may be NaN. */
  readonly maskConstant?: number | undefined;
  /** The graph of each example, for aggregate layers. */
  readonly pattern?: Graphs | undefined;
}

/**
 * Inputs [N, spatial sizes …, channels] as examples, each cut down to the box of its places that count.
 *
 * @param name - of the inputs, for messages
 * @throws {ShapeError} when a mask or pattern does not fit, or no place of an example counts
 * @throws {NumericalError} "non-finite" for a value that is not finite where it counts
 */
export function examplesOf(x: Tensor, annotations: Annotations, name: string): Example[] {
  const { mask, pattern, maskConstant } = annotations;
  const [count = 0] = x.shape;
  const spatial = x.shape.slice(1, -1);
  const places = placesOf(spatial);
  if (mask !== undefined && String(mask.shape) !== String([count, ...spatial])) {
    throw new ShapeError(
      `kernel: the mask of ${name} must be [${[count, ...spatial].join(", ")}], got [${mask.shape.join(", ")}]`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const whole = exampleOf(x, index, spatial, places);
    const counted = countedOf(whole, mask, maskConstant);
    const cut = cutDown(whole, counted, name);
    refuseNonFinite(cut, name);
    return pattern === undefined ? cut : { ...cut, edges: edgesOf(pattern, index, count, name) };
  });
}

function exampleOf(x: Tensor, index: number, spatial: readonly number[], places: number): Example {
  const channels = x.shape.at(-1)!;
  const size = places * channels;
  const values = x.data.slice(index * size, (index + 1) * size);
  return { index, shape: spatial, whole: true, mask: null, values, channels, edges: null };
}

/** Which places count; single masked channels become 0. */
function countedOf(
  { index, values, channels }: Example,
  mask: Tensor | undefined,
  constant: number | undefined,
): Uint8Array | null {
  if (mask === undefined && constant === undefined) return null;
  const places = values.length / channels;
  const counted = new Uint8Array(places);
  for (let place = 0; place < places; place++) {
    let rest = channels;
    for (let k = place * channels; k < (place + 1) * channels; k++) {
      if (constant === undefined || !Object.is(values[k]! + 0, constant + 0)) continue;
      values[k] = 0;
      rest--;
    }
    const given = mask?.data[index * places + place] !== 0;
    counted[place] = Number(given && rest > 0);
    if (counted[place] === 0) values.fill(0, place * channels, (place + 1) * channels);
  }
  return counted;
}

/** The example without what lies behind its last places that count. */
function cutDown(whole: Example, counted: Uint8Array | null, name: string): Example {
  if (counted === null) return whole;
  const { shape, channels, index } = whole;
  const box = shape.map(() => 0);
  counted.forEach((each, place) => {
    if (each === 0) return;
    coordinates(place, shape).forEach((at, axis) => {
      box[axis] = Math.max(box[axis]!, at + 1);
    });
  });
  if (!counted.includes(1)) {
    throw new ShapeError(`kernel: a place must count, got none in row ${index} of ${name}`);
  }
  const kept = Array.from(counted.keys()).filter((place) =>
    coordinates(place, shape).every((at, axis) => at < box[axis]!),
  );
  const values = new Float64Array(kept.length * channels);
  kept.forEach((place, n) => {
    values.set(whole.values.subarray(place * channels, (place + 1) * channels), n * channels);
  });
  const mask = Uint8Array.from(kept, (place) => counted[place]!);
  const same = kept.length === counted.length;
  return { ...whole, shape: box, whole: same, values, mask: mask.includes(0) ? mask : null };
}

function refuseNonFinite({ values, index }: Example, name: string): void {
  let sum = 0;
  for (const value of values) sum += value * value;
  if (Number.isFinite(sum)) return;
  const entry = values.findIndex((value) => !Number.isFinite(value));
  throw new NumericalError(
    entry >= 0
      ? `kernel: inputs must be finite, got ${values[entry]!} in row ${index} of ${name}`
      : `kernel: the squared norm of an input must be finite, got overflow in row ${index} of ${name}; scale the inputs`,
    "non-finite",
    { row: index },
  );
}

function edgesOf(pattern: Graphs, index: number, count: number, name: string): Edges {
  if (!("shape" in pattern)) return checkedEdges(pattern, index, count, name);
  const [examples, from, to] = pattern.shape;
  if (examples !== count || pattern.shape.length !== 3 || from !== to) {
    throw new ShapeError(
      `kernel: the pattern of ${name} must be [${count}, vertices, vertices], got [${pattern.shape.join(", ")}]`,
    );
  }
  const size = from!;
  const edges: { from: number[]; to: number[]; weights: number[] } = {
    from: [],
    to: [],
    weights: [],
  };
  for (let u = 0; u < size; u++) {
    for (let v = 0; v < size; v++) {
      const weight = pattern.data[(index * size + u) * size + v]!;
      if (weight === 0) continue;
      edges.from.push(u);
      edges.to.push(v);
      edges.weights.push(weight);
    }
  }
  return edges;
}

function checkedEdges(
  pattern: readonly Edges[],
  index: number,
  count: number,
  name: string,
): Edges {
  if (pattern.length !== count) {
    throw new ShapeError(
      `kernel: the pattern of ${name} must have the edges of ${count} examples, got ${pattern.length}`,
    );
  }
  const edges = pattern[index]!;
  const { length } = edges.from;
  if (edges.to.length === length && (edges.weights?.length ?? length) === length) return edges;
  throw new ShapeError(
    `kernel: edges must have as many ends as starts and weights, got ${length}, ${edges.to.length} and ${edges.weights?.length ?? length} for row ${index} of ${name}`,
  );
}
