import type { SelfAttentionNode } from "@ntkit/architecture";
import { bent, modulus } from "../activations/piecewise.ts";
import { mix, scores } from "../ops/heads.ts";
import type { Heads } from "../ops/heads.ts";
import { reshape } from "../ops/linear.ts";
import { sizeOf } from "../ops/op.ts";
import { unary } from "../ops/unary.ts";
import { weights } from "../ops/weights.ts";
import type { Builder, Place } from "../plan/builder.ts";
import { addBias } from "./add-bias.ts";
import { addPositions } from "./positions.ts";
import { softmax } from "./softmax.ts";

/**
 * Queries, keys and values of every place and head, G = ζ(Q Kᵀ) per head, and G V of all heads through
 * the output weights. Products are divided by headChannels (queries are the keys) or its root.
 */
export function selfAttentionLayer(
  node: SelfAttentionNode,
  input: number,
  place: Place,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  const [spatial, channels] = [shape.slice(0, -1), shape.at(-1)!];
  const plain = builder.add(reshape(input, [sizeOf(spatial), channels]));
  const positioned = addPositions(node, plain, { spatial, place, builder });
  const sizes = {
    places: sizeOf(spatial),
    heads: node.heads,
    channels: headWidth(node, place, builder),
  };
  const project = projections(sizes, node, place, builder);
  const tied = node.scaling === "linear";
  const std = tied ? Math.sqrt(node.queryStd * node.keyStd) : node.keyStd;
  const keys = project(positioned, "key", std);
  const queries = tied ? keys : project(positioned, "query", node.queryStd);
  const divisor = tied ? sizes.channels : Math.sqrt(sizes.channels);
  const products = builder.add(scores(queries, keys, sizes, 1 / divisor));
  const values = project(node.positionalValues ? positioned : plain, "value", node.valueStd);
  const mixed = builder.add(mix(mechanism(node, products, builder), values, sizes));
  return output(node, mixed, spatial, place, builder);
}

/** headChannels, or what the file of parameters has. */
function headWidth(node: SelfAttentionNode, place: Place, builder: Builder): number {
  return builder.width(place, "headChannels", node.headChannels, "key");
}

/** Weights [channels, heads, headChannels] for keys, queries or values. */
function projections(
  { heads, channels: width, places }: Heads,
  { trainable }: SelfAttentionNode,
  place: Place,
  builder: Builder,
): (input: number, parameter: string, std: number) => number {
  return (input, parameter, std) => {
    const channels = builder.shape(input).at(-1)!;
    const scale = std / Math.sqrt(channels);
    const name = builder.parameter(place, {
      parameter,
      shape: [channels, heads, width],
      scale,
      std: 1,
      trainable,
      learningRate: 1,
    });
    const sizes = { inputs: channels, units: heads * width, positions: [places] };
    return builder.add(weights(input, { parameter: name, scale, ...sizes }));
  };
}

function mechanism(
  { mechanism: name }: SelfAttentionNode,
  input: number,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  switch (name) {
    case "softmax":
      return softmax(input, builder);
    case "identity":
      return input;
    case "abs":
      return builder.add(unary(input, shape, modulus));
    case "relu":
      return builder.add(unary(input, shape, bent(0, 1)));
  }
}

function output(
  node: SelfAttentionNode,
  input: number,
  spatial: readonly number[],
  place: Place,
  builder: Builder,
): number {
  const units = builder.width(place, "channels", node.channels, "out");
  const [positions, inputs] = builder.shape(input) as [number, number];
  const scale = node.outStd / Math.sqrt(inputs);
  const { trainable } = node;
  const parameter = builder.parameter(place, {
    parameter: "out",
    shape: [inputs, units],
    scale,
    std: 1,
    trainable,
    learningRate: 1,
  });
  const options = { parameter, inputs, units, positions: [positions], scale };
  const z = builder.add(weights(input, options));
  const bias = { scale: node.biasStd ?? 0, std: 1, learningRate: 1 };
  const shifted =
    node.biasStd === null ? z : addBias(z, [units], bias, { place, builder, trainable });
  return builder.add(reshape(shifted, [...spatial, units]));
}
