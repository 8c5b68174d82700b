import type * as tfjs from "@tensorflow/tfjs";
import { ModelError } from "../model-error.ts";
import type { LayerCall } from "./rule.ts";

/** Fields of TensorFlow.js' layers that its declarations keep to themselves. */
export interface LayerFields {
  readonly kernel: Weight;
  readonly depthwiseKernel: Weight;
  readonly pointwiseKernel: Weight;
  readonly embeddings: Weight;
  readonly bias: Weight | null;
  readonly gamma: Weight | null | undefined;
  readonly beta: Weight | null | undefined;
  readonly alpha: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  readonly activation: { apply(x: tfjs.Tensor): tfjs.Tensor } | null;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: number | readonly number[];
  readonly padding: "same" | "valid" | "causal";
  readonly dataFormat: "channelsFirst" | "channelsLast";
  readonly axis: number | readonly number[];
  readonly epsilon: number;
  readonly inputDim: number;
}

interface Weight {
  read(): tfjs.Tensor;
}

/** The layer's own fields. */
export function fieldsOf({ layer }: Pick<LayerCall, "layer">): LayerFields {
  return layer as unknown as LayerFields;
}

/** z through the layer's activation function. */
export function activated({ activation }: LayerFields, z: tfjs.Tensor): tfjs.Tensor {
  return activation === null ? z : activation.apply(z);
}

/** Height and width of an option that may be one number. */
export function pairOf(value: number | readonly number[]): [number, number] {
  return typeof value === "number" ? [value, value] : [value[0]!, value[1] ?? value[0]!];
}

/** The error for an option that a layer's rule has no room for. */
export function unsupported({ layer, name }: LayerCall, what: string): ModelError {
  return new ModelError(
    `layersModel: ${name} (${layer.getClassName()}) must not have ${what}; give a rule of your own in options.rules`,
    "unsupported",
    { layer: name },
  );
}
