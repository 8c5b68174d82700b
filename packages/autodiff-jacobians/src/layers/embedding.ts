import { NetworkError } from "@ntkit/architecture";
import type { EmbeddingNode } from "@ntkit/architecture";
import { lookup } from "../ops/lookup.ts";
import type { Builder, Place } from "../plan/builder.ts";

/** Row id of a table, times the scale, for every id of the input [.., 1]. */
export function embeddingLayer(
  node: EmbeddingNode,
  input: number,
  place: Place,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  if (input !== 0 || shape.at(-1) !== 1) {
    throw new NetworkError(
      `embedding must read the input's whole numbers, one channel, got [${shape.join(", ")}]${input === 0 ? "" : " of another layer"}`,
      { path: place.path },
    );
  }
  const units = builder.width(place, "channels", node.channels);
  const { vocabularySize: vocabulary, weightStd, trainable } = node;
  const ntk = node.parameterization === "ntk";
  const scale = ntk ? weightStd : 1;
  const parameter = builder.parameter(place, {
    parameter: "weight",
    shape: [vocabulary, units],
    scale,
    std: ntk ? 1 : weightStd,
    trainable,
    learningRate: ntk ? 1 : weightStd ** 2,
  });
  const result = [...shape.slice(0, -1), units];
  return builder.add(lookup(input, result, { parameter, vocabulary, units, scale }));
}
