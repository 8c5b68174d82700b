import type { BatchNormNode } from "@ntkit/architecture";
import { gain, standardize } from "../ops/gain.ts";
import type { Builder, LayerParameter, Place } from "../plan/builder.ts";
import { addShift } from "./add-bias.ts";

/** scale (x - mean) / √(variance + epsilon) + shift, channel by channel, with stored statistics. */
export function batchNormLayer(
  node: BatchNormNode,
  input: number,
  place: Place,
  builder: Builder,
): number {
  const shape = builder.shape(input);
  const channels = shape.at(-1)!;
  const declare = (parameter: string, mean: number, trainable: boolean): string => {
    const spec: LayerParameter = {
      parameter,
      shape: [channels],
      scale: 1,
      std: 0,
      mean,
      trainable,
      learningRate: 1,
    };
    return builder.parameter(place, spec);
  };
  const scale = declare("scale", 1, true);
  const shift = declare("shift", 0, true);
  const statistics = { mean: declare("mean", 0, false), variance: declare("variance", 1, false) };
  const standard = builder.add(standardize(input, shape, { ...statistics, epsilon: node.epsilon }));
  const scaled = builder.add(gain(standard, shape, scale));
  return addShift(scaled, shift, builder);
}
