import { type Network, isActivation } from "@ntkit/architecture";
import type * as tfjs from "@tensorflow/tfjs";
import { activateOnBackend } from "./activations.ts";
import { type DeviceLayer, type DeviceRun, notOnBackend } from "./device-layer.ts";
import { maxPoolOnBackend, poolOnBackend } from "./pools.ts";
import { batchNormOnBackend, convOnBackend, denseOnBackend, embeddingOnBackend } from "./weighted-layers.ts"; // prettier-ignore

type Signals = readonly tfjs.Tensor[];

/** The outputs of a network tree; places are counted as in the float64 engine. */
export function flow(
  run: DeviceRun,
  node: Network,
  signals: Signals,
  place: readonly number[],
): Signals {
  switch (node.type) {
    case "serial":
      return node.layers.reduce((here, layer, i) => flow(run, layer, here, [...place, i]), signals);
    case "repeat":
      return Array.from({ length: node.times }).reduce<Signals>(
        (here, _, i) => flow(run, node.layer, here, [...place, i]),
        signals,
      );
    case "fanOut":
      return Array.from({ length: node.count }, () => signals[0]!);
    case "parallel":
      return node.branches.map((branch, i) => flow(run, branch, [signals[i]!], [...place, i])[0]!);
    case "fanInSum":
      return [signals.reduce((sum, next) => run.tf.add(sum, next))];
    case "fanInProd":
      return [signals.reduce((product, next) => run.tf.mul(product, next))];
    case "fanInConcat":
      return [run.tf.concat([...signals], -1)];
    default:
      return [layerOnBackend({ ...run, node, layer: place.join(".") }, signals[0]!)];
  }
}

function layerOnBackend<N extends Network>(here: DeviceLayer<N>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf } = here;
  const node: Network = here.node;
  if (isActivation(node)) return activateOnBackend({ ...here, node }, x);
  switch (node.type) {
    case "identity":
    case "dropout":
      return x;
    case "dense":
      return denseOnBackend({ ...here, node }, x);
    case "conv":
      return convOnBackend({ ...here, node }, x);
    case "embedding":
      return embeddingOnBackend({ ...here, node }, x);
    case "batchNorm":
      return batchNormOnBackend({ ...here, node }, x);
    case "avgPool":
    case "sumPool":
      return poolOnBackend({ ...here, node }, x);
    case "maxPool":
      return maxPoolOnBackend({ ...here, node }, x);
    case "globalAvgPool":
      return tf.mean(x, spatialAxes(x));
    case "globalSumPool":
      return tf.sum(x, spatialAxes(x));
    case "flatten":
      return tf.reshape(x, [x.shape[0], -1]);
    case "layerNorm": {
      const axes = node.spatialAxes === "all" ? spatialAxes(x) : [...node.spatialAxes];
      const { mean, variance } = tf.moments(x, [...axes, x.rank - 1], true);
      return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, node.epsilon)));
    }
    default:
      throw notOnBackend(here);
  }
}

function spatialAxes(x: tfjs.Tensor): number[] {
  return x.shape.slice(1, -1).map((_, i) => i + 1);
}
