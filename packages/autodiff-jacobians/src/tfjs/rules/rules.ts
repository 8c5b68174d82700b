import { conv1d, conv2d } from "./conv.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d, separableConv2d } from "./depthwise-conv.ts";
import { batchNormalization, layerNormalization, prelu } from "./elementwise.ts";
import { embedding } from "./embedding.ts";
import type { LayerRule } from "./rule.ts";

/** Rules by the class name of the layer. Layers without trained parameters need none. */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  BatchNormalization: batchNormalization,
  Conv1D: conv1d,
  Conv2D: conv2d,
  Dense: dense,
  DepthwiseConv2D: depthwiseConv2d,
  Embedding: embedding,
  LayerNormalization: layerNormalization,
  PReLU: prelu,
  SeparableConv2D: separableConv2d,
};
