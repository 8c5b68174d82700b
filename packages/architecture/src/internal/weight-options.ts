import type * as z from "zod";
import { choice, flag, nonNegative, nonNegativeOrNull, whole, wholes } from "./options.ts";

/** How data continue beyond their edges under a sliding window. */
export type Padding = "valid" | "same" | "circular";

/** Options of every layer with weights of its own. */
export interface WeightOptions {
  /** Standard deviation of the weights, the factor before W. */
  readonly weightStd: number;
  /** Standard deviation of the biases; null means that there is no bias parameter, 0 that it starts at 0. */
  readonly biasStd: number | null;
  /** Where the factors stand: "ntk" in front of N(0, 1) parameters, "standard" in their variance. */
  readonly parameterization: "ntk" | "standard";
  /** Whether the layer's parameters are trained, and so take part in the NTK. */
  readonly trainable: boolean;
  /** "mean" divides by √fanIn; "sum" does not, and is for a layer that reads the input. */
  readonly scaling: "mean" | "sum";
}

/** Options of the three convolutions. */
export interface ConvolutionOptions extends WeightOptions {
  /** Output channels. Infinite-width kernels need them only before a standard-parametrised layer or a concatenation. */
  readonly channels?: number;
  /** Sizes of the filter, one per spatial axis. */
  readonly filterShape: readonly number[];
  /** Steps of the window, one per spatial axis; all 1 where left out. */
  readonly strides?: readonly number[];
  /** What lies beyond the edges: "valid" nothing is read there, "same" zeros, "circular" the other side. */
  readonly padding: Padding;
}

/** The schemas of {@link WeightOptions}. */
export const weightOptions: {
  readonly [Key in keyof WeightOptions]: z.ZodDefault<z.ZodType<WeightOptions[Key]>>;
} = {
  weightStd: nonNegative("Standard deviation of the weights.").default(1),
  biasStd: nonNegativeOrNull("Standard deviation of the biases; null: no bias parameter.").default(
    null,
  ),
  parameterization: choice(
    "ntk: N(0, 1) parameters with factors in front; standard: the factors are in their variance.",
    ["ntk", "standard"],
  ).default("ntk"),
  trainable: flag("Whether the parameters are trained, and so take part in the NTK.").default(true),
  scaling: choice("mean: divide by sqrt(fanIn); sum: do not (a layer that reads the input only).", [
    "mean",
    "sum",
  ]).default("mean"),
};

/** The schema of {@link Padding}. */
export function padding(): z.ZodDefault<z.ZodType<Padding>> {
  return choice("Beyond the edges: valid reads nothing, same zeros, circular the other side.", [
    "valid",
    "same",
    "circular",
  ]).default("valid");
}

/** The schema of window steps, all 1 where left out. */
export function strides(): z.ZodOptional<z.ZodArray<z.ZodNumber>> {
  return wholes("Steps of the window, one per spatial axis; all 1 where left out.", 1).optional();
}

/** The schemas of {@link ConvolutionOptions}. */
export const convolutionOptions: {
  readonly [Key in keyof ConvolutionOptions]-?: z.ZodType<
    ConvolutionOptions[Key] | (object extends Pick<ConvolutionOptions, Key> ? undefined : never)
  >;
} = {
  channels: whole(
    "Output channels; kernels need them only before a standard layer or a fanInConcat.",
    1,
  ).optional(),
  filterShape: wholes("Sizes of the filter, one per spatial axis.", 1),
  strides: strides(),
  padding: padding(),
  ...weightOptions,
};
