import type { DenseNode } from "@ntkit/architecture";
import { weights } from "../ops/weights.ts";
import type { Builder, Place } from "../plan/builder.ts";
import { addBias } from "./add-bias.ts";

/** z = scale x W + scale b on the last axis, at every position before it. */
export function denseLayer(node: DenseNode, input: number, place: Place, builder: Builder): number {
  const shape = builder.shape(input);
  const [inputs, positions] = [shape.at(-1)!, shape.slice(0, -1)];
  const units = builder.width(place, "units", node.units);
  const sum = node.scaling === "sum";
  const { weight, bias } = builder.scalings.next({ ...node, fanIn: inputs, units, sum });
  const { trainable } = node;
  const parameter = builder.parameter(place, {
    parameter: "weight",
    shape: [inputs, units],
    trainable,
    ...weight,
  });
  const { scale } = weight;
  const z = builder.add(weights(input, { parameter, inputs, units, positions, scale }));
  return node.biasStd === null ? z : addBias(z, [units], bias, { place, builder, trainable });
}
