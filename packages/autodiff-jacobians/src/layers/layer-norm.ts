import type { LayerNormNode } from "@ntkit/architecture";
import type { Activation } from "../activations/activation.ts";
import { recursion } from "../activations/taylor.ts";
import { broadcast, centred, meanOver } from "../ops/axes.ts";
import { elementwiseProduct } from "../ops/product.ts";
import { unary } from "../ops/unary.ts";
import type { Builder } from "../plan/builder.ts";

/** (x - mean) / √(epsilon + variance), over the channels and the chosen axes of every example. */
export function layerNormLayer(node: LayerNormNode, input: number, builder: Builder): number {
  const shape = builder.shape(input);
  const channels = shape.length - 1;
  const spatial =
    node.spatialAxes === "all"
      ? shape.slice(0, -1).map((_, i) => i)
      : node.spatialAxes.map((axis) => axis - 1);
  const axes = [...spatial, channels];
  const difference = builder.add(centred(input, shape, axes));
  const square = builder.add(elementwiseProduct(difference, difference, shape));
  const variance = builder.add(meanOver(square, shape, axes));
  const rates = builder.shape(variance);
  const rate = builder.add(unary(variance, rates, inverseRoot(node.epsilon)));
  const spread = builder.add(broadcast(rate, shape, axes));
  return builder.add(elementwiseProduct(difference, spread, shape));
}

/** 1 / √(epsilon + x). */
function inverseRoot(epsilon: number): Activation {
  return {
    phi: (x) => 1 / Math.sqrt(epsilon + x),
    derivative: (x) => -0.5 / ((epsilon + x) * Math.sqrt(epsilon + x)),
    taylor: (x, degree) =>
      recursion(
        1 / Math.sqrt(epsilon + x),
        degree,
        (k, c) => (-(k + 0.5) * c[k]!) / ((epsilon + x) * (k + 1)),
      ),
  };
}
