import { slidingWindow } from "@ntkit/architecture";
import type { AvgPoolNode, MaxPoolNode, SumPoolNode } from "@ntkit/architecture";
import type * as tfjs from "@tensorflow/tfjs";
import { type DeviceLayer, notOnBackend } from "./device-layer.ts";
import { asImages, windowsOf } from "./images.ts";

/** Means or sums over windows, axis by axis, each a product with a matrix [windows, places]. */
export function poolOnBackend(
  { tf, node }: DeviceLayer<AvgPoolNode | SumPoolNode>,
  x: tfjs.Tensor,
): tfjs.Tensor {
  return node.windowShape.reduce((here, window, spatial) => {
    const axis = spatial + 1;
    const size = here.shape[axis]!;
    const weights = poolMatrix(node, size, window, node.strides?.[spatial] ?? 1);
    const outputs = weights.length / size;
    const last = here.shape.map((_, i) => i).filter((i) => i !== axis);
    const rows = tf.reshape(tf.transpose(here, [...last, axis]), [-1, size]);
    const pooled = tf.matMul(rows, tf.tensor2d(weights, [outputs, size]), false, true);
    const shape = [...last.map((i) => here.shape[i]!), outputs];
    const back = [...last.slice(0, axis).keys(), here.rank - 1, ...last.slice(axis).map((_, i) => i + axis)]; // prettier-ignore
    return tf.transpose(tf.reshape(pooled, shape), back);
  }, x);
}

function poolMatrix(
  node: AvgPoolNode | SumPoolNode,
  size: number,
  window: number,
  stride: number,
): Float32Array {
  const { padding } = node;
  const { outputs, low } = slidingWindow({ size, window, stride, padding });
  const matrix = new Float32Array(outputs * size);
  for (let o = 0; o < outputs; o++) {
    const places = Array.from({ length: window }, (_, delta) => o * stride - low + delta)
      .map((place) => (padding === "circular" ? ((place % size) + size) % size : place))
      .filter((place) => place >= 0 && place < size);
    const divisor = node.type === "sumPool" ? 1 : node.normalizeEdges ? places.length : window;
    for (const place of places) matrix[o * size + place]! += 1 / divisor;
  }
  return matrix;
}

/** Maxima over windows. */
export function maxPoolOnBackend(here: DeviceLayer<MaxPoolNode>, x: tfjs.Tensor): tfjs.Tensor {
  const { tf, node } = here;
  if (node.padding === "circular") throw notOnBackend(here, " with circular padding");
  const images = asImages(here, x);
  const { window, strides } = windowsOf(node, node.windowShape, images);
  const pooled = tf.maxPool(images, [...window], [...strides], node.padding);
  return x.rank === 3 ? tf.squeeze(pooled, [1]) : pooled;
}
