import type { ActivationNode } from "@ntkit/architecture";
import type * as tfjs from "@tensorflow/tfjs";
import { type DeviceLayer, notOnBackend } from "./device-layer.ts";

/** An activation, entry by entry. */
export function activateOnBackend(here: DeviceLayer<ActivationNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, node } = here;
  const affine = (a: number, t: tfjs.Tensor, c: number): tfjs.Tensor => tf.add(tf.mul(t, a), c);
  const bent = (a: number, b: number): tfjs.Tensor =>
    tf.add(tf.mul(tf.minimum(x, 0), a), tf.mul(tf.relu(x), b));
  switch (node.type) {
    case "relu":
      return tf.relu(x);
    case "leakyRelu":
      return bent(node.alpha, 1);
    case "abs":
      return bent(-1, 1);
    case "abRelu":
      return bent(node.a, node.b);
    case "erf":
      return affine(node.a, tf.erf(tf.mul(x, node.b)), node.c);
    case "sigmoidLike":
      return affine(0.5, tf.erf(tf.mul(x, 1 / 2.4020563531719796)), 0.5);
    case "gelu":
      return tf.mul(x, affine(0.5, tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5));
    case "sin":
      return tf.mul(tf.sin(affine(node.b, x, node.c)), node.a);
    case "cos":
      return tf.mul(tf.cos(affine(node.b, x, node.c)), node.a);
    case "rbf":
      return tf.mul(tf.sin(affine(Math.sqrt(2 * node.gamma), x, Math.PI / 4)), Math.SQRT2);
    case "tanh":
      return tf.tanh(x);
    case "sigmoid":
      return tf.sigmoid(x);
    case "silu":
      return tf.mul(x, tf.sigmoid(x));
    case "softplus":
      return tf.softplus(x);
    case "elu":
      return tf.add(tf.relu(x), tf.mul(tf.expm1(tf.minimum(x, 0)), node.alpha));
    default:
      throw notOnBackend(here);
  }
}
