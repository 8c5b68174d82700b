import { isActivation, NetworkError, outputShape } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { activationOf } from "../activations/activation-of.ts";
import { fanIn } from "../layers/combine.ts";
import { batchNormLayer } from "../layers/batch-norm.ts";
import { convLayer } from "../layers/conv.ts";
import { denseLayer } from "../layers/dense.ts";
import { embeddingLayer } from "../layers/embedding.ts";
import { layerNormLayer } from "../layers/layer-norm.ts";
import { globalPoolLayer, maxPoolLayer, poolLayer } from "../layers/pool.ts";
import { flattenLayer, imageResizeLayer } from "../layers/rearrange.ts";
import { indexLayer, linearMapLayer } from "../layers/rearrange.ts";
import { selfAttentionLayer } from "../layers/self-attention.ts";
import { unary } from "../ops/unary.ts";
import { createBuilder } from "./builder.ts";
import type { Builder, FiniteOptions, Place } from "./builder.ts";
import type { Plan } from "./plan.ts";

/** The signals that flow between nodes: one, or one per branch. */
type Slots = readonly number[];

/**
 * The operations of a network on inputs [N, ...inputShape].
 *
 * @throws {NetworkError} with the place of the node that does not fit
 */
export function compile(
  network: Network,
  inputShape: readonly number[],
  options: FiniteOptions,
): Plan {
  outputShape(network, inputShape); // checks the wiring and the shapes
  const { builder, finish } = createBuilder(inputShape, options);
  const [output] = flow(network, [0], { path: [], indices: [] }, builder);
  return finish(output!);
}

function flow(node: Network, slots: Slots, place: Place, builder: Builder): Slots {
  switch (node.type) {
    case "serial":
      return node.layers.reduce(
        (here, layer, i) => flow(layer, here, inside(place, ["layers", i], i), builder),
        slots,
      );
    case "repeat":
      return Array.from({ length: node.times }).reduce<Slots>(
        (here, _, i) => flow(node.layer, here, inside(place, ["layer"], i), builder),
        slots,
      );
    case "fanOut":
      return Array.from({ length: node.count }, () => slots[0]!);
    case "parallel":
      return node.branches.map(
        (branch, i) => flow(branch, [slots[i]!], inside(place, ["branches", i], i), builder)[0]!,
      );
    case "fanInSum":
    case "fanInProd":
    case "fanInConcat":
      return [fanIn(node.type, slots, place, builder)];
    default:
      return [layer(node, slots[0]!, place, builder)];
  }
}

type LayerNode = Exclude<
  Network,
  {
    readonly type:
      "serial" | "repeat" | "fanOut" | "parallel" | "fanInSum" | "fanInConcat" | "fanInProd";
  }
>;

function layer(node: LayerNode, input: number, place: Place, builder: Builder): number {
  if (isActivation(node)) {
    const activation = activationOf(node, builder.elementwise, place.path);
    return builder.add(unary(input, builder.shape(input), activation));
  }
  switch (node.type) {
    case "identity":
    case "dropout":
      return input;
    case "dense":
      return denseLayer(node, input, place, builder);
    case "conv":
    case "convTranspose":
    case "convLocal":
      return convLayer(node, input, place, builder);
    case "avgPool":
    case "sumPool":
      return poolLayer(node, input, builder);
    case "maxPool":
      return maxPoolLayer(node, input, builder);
    case "globalAvgPool":
    case "globalSumPool":
      return globalPoolLayer(node, input, builder);
    case "flatten":
      return flattenLayer(node, input, builder);
    case "layerNorm":
      return layerNormLayer(node, input, builder);
    case "batchNorm":
      return batchNormLayer(node, input, place, builder);
    case "selfAttention":
      return selfAttentionLayer(node, input, place, builder);
    case "embedding":
      return embeddingLayer(node, input, place, builder);
    case "imageResize":
      return imageResizeLayer(node, input, builder);
    case "index":
      return indexLayer(node, input, builder);
    case "linearMap":
      return linearMapLayer(node, input, builder);
    case "aggregate":
      throw new NetworkError(
        "must be a layer of one example's data for a finite network, got aggregate, which needs a pattern; write the pattern as a linearMap",
        { path: place.path },
      );
  }
}

function inside(place: Place, keys: readonly (string | number)[], index: number): Place {
  return { path: [...place.path, ...keys], indices: [...place.indices, index] };
}
