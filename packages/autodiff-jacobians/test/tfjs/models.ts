import type * as tfjs from "@tensorflow/tfjs";
import type { Tensor } from "@ntkit/linalg";
import { tensor } from "@ntkit/linalg";

type Tf = typeof tfjs;

/** A model with weights that are the same on every backend, and examples for it. */
export interface Example {
  readonly model: tfjs.LayersModel;
  readonly x: Tensor;
}

/** Smooth numbers without a pattern in them. */
export function wave(count: number, phase: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    Math.fround(Math.sin(1.7 * i + 0.31 * phase + Math.sin(0.9 * i * phase))),
  );
}

/** Gives every weight numbers of its own; variances stay positive. */
export function setWeights(tf: Tf, model: tfjs.LayersModel): tfjs.LayersModel {
  const weights = model.weights.map(({ originalName, shape }, i) => {
    const sizes = shape as number[];
    const count = sizes.reduce((product, size) => product * size, 1);
    const fanIn = Math.max(1, count / (sizes.at(-1) ?? 1));
    const spread = originalName.includes("kernel") ? 1.4 / Math.sqrt(fanIn) : 0.4;
    const level = /gamma|variance/.test(originalName) ? 1 : 0;
    const numbers = wave(count, i + 1).map((value) => level + spread * value);
    return tf.tensor(Float32Array.from(numbers), sizes, "float32");
  });
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

/** The models on which every backend must agree with gradients of single examples. */
export const examples: Readonly<Record<string, (tf: Tf) => Example>> = {
  "a multilayer perceptron": (tf) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 7, inputShape: [5], activation: "tanh" }),
        tf.layers.dense({ units: 6, useBias: false, activation: "elu" }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3, activation: "softmax" }),
      ],
    });
    return { model: setWeights(tf, model), x: tensor([4, 5], wave(20, 3)) };
  },
  "a residual CNN with pools and norms": (tf) => {
    const input = tf.input({ shape: [9, 9, 2] });
    const start = tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }).apply(input); // prettier-ignore
    const normal = tf.layers.batchNormalization().apply(start);
    const branch = tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: "same", useBias: false }).apply(normal); // prettier-ignore
    const sum = tf.layers.add().apply([branch, start] as tfjs.SymbolicTensor[]);
    const pooled = tf.layers.maxPooling2d({ poolSize: 2, strides: 1 }).apply(sum);
    const curved = tf.layers.elu().apply(tf.layers.layerNormalization().apply(pooled));
    const averaged = tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }).apply(curved); // prettier-ignore
    const valid = tf.layers.conv2d({ filters: 3, kernelSize: 2, activation: "softplus" }).apply(averaged); // prettier-ignore
    const flat = tf.layers.flatten().apply(valid);
    const output = tf.layers.dense({ units: 2 }).apply(flat) as tfjs.SymbolicTensor;
    return { model: setWeights(tf, tf.model({ inputs: input, outputs: output })), x: tensor([3, 9, 9, 2], wave(486, 4)) }; // prettier-ignore
  },
  "separable and depthwise convolutions with PReLU": (tf) => {
    const model = tf.sequential({
      layers: [
        tf.layers.separableConv2d({ filters: 5, kernelSize: 3, padding: "same", inputShape: [8, 8, 3] }), // prettier-ignore
        tf.layers.prelu({ sharedAxes: [1, 2] }),
        tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, activation: "tanh" }), // prettier-ignore
        tf.layers.batchNormalization(),
        tf.layers.conv2d({ filters: 4, kernelSize: 2, padding: "same" }),
        tf.layers.prelu(),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 2, activation: "sigmoid" }),
      ],
    });
    return { model: setWeights(tf, model), x: tensor([3, 8, 8, 3], wave(576, 5)) };
  },
  "embeddings, a shared dense layer and a nested model": (tf) => {
    const [ids, scale] = [tf.input({ shape: [6] }), tf.input({ shape: [4] })];
    const words = tf.layers.embedding({ inputDim: 5, outputDim: 4 }).apply(ids);
    const shared = tf.layers.dense({ units: 4, activation: "tanh" });
    const twice = shared.apply(shared.apply(words));
    const nested = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4] })] });
    const side = nested.apply(shared.apply(nested.apply(scale)));
    const mean = tf.layers.globalAveragePooling1d({}).apply(
      tf.layers.layerNormalization().apply(
        tf.layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, activation: "relu" }).apply(twice), // prettier-ignore
      ),
    );
    const product = tf.layers.multiply().apply([mean, side] as tfjs.SymbolicTensor[]);
    const outputs = [
      tf.layers.dense({ units: 2 }).apply(product),
      product,
    ] as tfjs.SymbolicTensor[];
    const model = setWeights(tf, tf.model({ inputs: [ids, scale], outputs }));
    const data = new Float64Array(30);
    for (let n = 0; n < 3; n++) {
      for (let s = 0; s < 6; s++) data[n * 10 + s] = (3 * n + s * s) % 5;
      data.set(wave(4, n + 1), n * 10 + 6);
    }
    return { model, x: tensor([3, 10], data) };
  },
};
