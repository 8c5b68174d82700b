import type { SelfAttentionNode } from "@ntkit/architecture";
import { cholesky, matrix, toRows } from "@ntkit/linalg";
import { bias } from "../ops/bias.ts";
import { concat, sum } from "../ops/join.ts";
import { linear } from "../ops/linear.ts";
import { mapAxis, sparse } from "../ops/map-axis.ts";
import { sizeOf } from "../ops/op.ts";
import { like } from "../ops/series.ts";
import type { Builder, Place } from "../plan/builder.ts";

/** The signal [T, channels] with random embeddings of its places: added, or as further channels. */
export function addPositions(
  node: SelfAttentionNode,
  input: number,
  at: { readonly spatial: readonly number[]; readonly place: Place; readonly builder: Builder },
): number {
  if (node.positional === "none") return input;
  const { builder, place, spatial } = at;
  const [places, channels] = builder.shape(input) as [number, number];
  const width = node.positional === "sum" ? channels : (node.positionalChannels ?? channels);
  const embeddings = declare(node, input, [places, width], place, builder);
  const correlated = correlate(node, embeddings, spatial, builder);
  return node.positional === "sum"
    ? builder.add(sum([input, correlated], [places, channels]))
    : builder.add(
        concat(
          [input, correlated],
          [
            [places, channels],
            [places, width],
          ],
        ),
      );
}

/** The embeddings as a signal, equal for all examples. */
function declare(
  { positionalStd, trainable }: SelfAttentionNode,
  input: number,
  shape: readonly [number, number],
  place: Place,
  builder: Builder,
): number {
  const parameter = builder.parameter(place, {
    parameter: "positions",
    shape,
    scale: positionalStd,
    std: 1,
    trainable,
    learningRate: 1,
  });
  const size = sizeOf(builder.shape(input));
  const nothing = linear(input, shape, {
    apply: (x, count) => like(x, count * sizeOf(shape)),
    transpose: (y, count) => like(y, count * size),
  });
  const options = { parameter, entries: sizeOf(shape), scale: positionalStd };
  return builder.add(bias(builder.add(nothing), shape, options));
}

/** L e with L Lᵀ = exp(-decay distance), the distance Σ over axes |difference|^norm. */
function correlate(
  { positionalDecay, positionalNorm }: SelfAttentionNode,
  input: number,
  spatial: readonly number[],
  builder: Builder,
): number {
  if (positionalDecay === null) return input;
  const places = sizeOf(spatial);
  const covariance = matrix(places, places);
  for (let i = 0; i < places; i++) {
    for (let j = 0; j < places; j++) {
      const distance = differences(i, j, spatial).reduce((d, x) => d + x ** positionalNorm, 0);
      covariance.data[i * places + j] = Math.exp(-positionalDecay * distance);
    }
  }
  const { lower } = cholesky(covariance);
  return builder.add(mapAxis(input, builder.shape(input), 0, sparse(toRows(lower))));
}

function differences(i: number, j: number, spatial: readonly number[]): number[] {
  return spatial.map((_, axis) => {
    const stride = sizeOf(spatial.slice(axis + 1));
    const at = (place: number): number => Math.floor(place / stride) % spatial[axis]!;
    return Math.abs(at(i) - at(j));
  });
}
