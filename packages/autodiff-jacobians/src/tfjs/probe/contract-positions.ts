import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";

/**
 * Σ_s a[n, s] ⊗ b[q, n, s], shape [Q, N, inputs · units], for a [N, S, inputs] and b [Q, N, S, units]:
 * the derivatives themselves, where they are fewer numbers than the factors.
 */
export function contractPositions(tf: Tfjs, a: tfjs.Tensor3D, b: tfjs.Tensor4D): tfjs.Tensor3D {
  const [q, n, positions, units] = b.shape;
  const inputs = a.shape[2];
  const side = tf.reshape<tfjs.Rank.R3>(tf.transpose(b, [1, 2, 0, 3]), [n, positions, q * units]);
  const products = tf.matMul<tfjs.Tensor3D>(a, side, true);
  const apart = tf.transpose(tf.reshape(products, [n, inputs, q, units]), [2, 0, 1, 3]);
  return tf.reshape(apart, [q, n, inputs * units]);
}
