import { bias } from "../ops/bias.ts";
import { sizeOf } from "../ops/op.ts";
import type { Builder, Place } from "../plan/builder.ts";
import type { Scaling } from "../plan/scaling.ts";

/** Biases of this shape, the same wherever the signal's leading axes repeat them. */
export function addBias(
  input: number,
  shape: readonly number[],
  scaling: Scaling,
  layer: { readonly place: Place; readonly builder: Builder; readonly trainable: boolean },
): number {
  const { place, builder, trainable } = layer;
  const parameter = builder.parameter(place, { parameter: "bias", shape, trainable, ...scaling });
  const { scale } = scaling;
  return builder.add(
    bias(input, builder.shape(input), { parameter, entries: sizeOf(shape), scale }),
  );
}

/** x + shift, for a shift of one number per channel that is declared already. */
export function addShift(input: number, parameter: string, builder: Builder): number {
  const shape = builder.shape(input);
  return builder.add(bias(input, shape, { parameter, entries: shape.at(-1)!, scale: 1 }));
}
