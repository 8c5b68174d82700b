import type { ConvLocalNode, ConvNode, ConvTransposeNode } from "@ntkit/architecture";
import { gather } from "../ops/gather.ts";
import { localWeights } from "../ops/local-weights.ts";
import { sizeOf } from "../ops/op.ts";
import { weights } from "../ops/weights.ts";
import type { Builder, Place } from "../plan/builder.ts";
import { addBias } from "./add-bias.ts";
import { slidingWindows, transposedWindows } from "./windows.ts";

/**
 * A convolution as a product of patches [places, filter × channels] with the weights. Transposed, a
 * patch holds the inputs that add to a place; a local one has weights and biases for every place.
 */
export function convLayer(
  node: ConvNode | ConvTransposeNode | ConvLocalNode,
  input: number,
  place: Place,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  const [spatial, channels] = [shape.slice(0, -1), shape.at(-1)!];
  const windowsOf = node.type === "convTranspose" ? transposedWindows : slidingWindows;
  const { spatial: positions, places, window } = windowsOf(node, node.filterShape, spatial);
  const units = builder.width(place, "channels", node.channels);
  const inputs = window * channels;
  const sum = node.scaling === "sum";
  const { weight, bias } = builder.scalings.next({ ...node, fanIn: inputs, units, sum });
  const patches = builder.add(
    gather(input, [...positions, inputs], { places, size: sizeOf(spatial), channels }),
  );
  const own = node.type === "convLocal" ? positions : [];
  const { trainable } = node;
  const parameter = builder.parameter(place, {
    parameter: "weight",
    shape: [...own, ...node.filterShape, channels, units],
    trainable,
    ...weight,
  });
  const options = { parameter, inputs, units, positions, scale: weight.scale };
  const product = node.type === "convLocal" ? localWeights : weights;
  const z = builder.add(product(patches, options));
  return node.biasStd === null
    ? z
    : addBias(z, [...own, units], bias, { place, builder, trainable });
}
