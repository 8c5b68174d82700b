import type * as tfjs from "@tensorflow/tfjs";

const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** A network of the form of MobileNet (Howard et al. 2017), with random weights from seeds. */
export function mobileNet(
  tf: typeof tfjs,
  size: number,
  classes: number,
  width: number,
  depth: number = blocks.length,
): tfjs.LayersModel {
  let seed = 0;
  const random = () => tf.initializers.heNormal({ seed: ++seed });
  const channels = (count: number): number => Math.round(count * width);
  const normalised = () => [tf.layers.batchNormalization(), tf.layers.reLU({ maxValue: 6 })];
  const same = { padding: "same", useBias: false } as const;
  const first = tf.layers.conv2d({ ...same, inputShape: [size, size, 3], filters: channels(32), kernelSize: 3, strides: 2, kernelInitializer: random() }); // prettier-ignore
  const middle = blocks.slice(0, depth).flatMap(([filters, strides]) => [
    tf.layers.depthwiseConv2d({ ...same, kernelSize: 3, strides, depthwiseInitializer: random() }),
    ...normalised(),
    tf.layers.conv2d({ ...same, filters: channels(filters), kernelSize: 1, kernelInitializer: random() }), // prettier-ignore
    ...normalised(),
  ]);
  const last = tf.layers.dense({ units: classes, kernelInitializer: random() });
  const layers = [first, ...normalised(), ...middle, tf.layers.globalAveragePooling2d({}), last];
  return tf.sequential({ layers });
}
