import type * as tfjs from "@tensorflow/tfjs";
import { tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";

/** What TensorFlow.js itself makes of a model: outputs, and gradients of every output of every example. */
export interface BruteForce {
  /** [N, O]. */
  readonly values: Float64Array;
  /** Θ [N, O, N, O], sums of products of gradients in float64. */
  readonly kernel: Tensor;
}

/** Outputs and tangent kernel of `model` by automatic differentiation, example by example. */
export function bruteForce(tf: typeof tfjs, model: tfjs.LayersModel, x: Tensor): BruteForce {
  const rows: Float64Array[] = [];
  const values: number[] = [];
  const [n, width] = [x.shape[0]!, x.data.length / x.shape[0]!];
  const names = model.trainableWeights.map(({ name }) => name);
  for (let i = 0; i < n; i++) {
    const example = x.data.subarray(i * width, (i + 1) * width);
    const outputs = (): tfjs.Tensor1D => predict(tf, model, example);
    const here = tf.tidy(() => outputs().dataSync());
    values.push(...here);
    for (let o = 0; o < here.length; o++) {
      const gradients = tf.tidy(() => {
        const of = tf.variableGrads(() => tf.sum(tf.slice1d(outputs(), o, 1))).grads;
        return names.flatMap((name) => [...of[name]!.dataSync()]);
      });
      rows.push(Float64Array.from(gradients));
    }
  }
  const o = rows.length / n;
  const data = rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0))); // prettier-ignore
  return {
    values: Float64Array.from(values),
    kernel: tensor([n, o, n, o], Float64Array.from(data)),
  };
}

function predict(tf: typeof tfjs, model: tfjs.LayersModel, example: Float64Array): tfjs.Tensor1D {
  let at = 0;
  const inputs = model.inputs.map(({ shape }) => {
    const sizes = shape.slice(1) as number[];
    const size = sizes.reduce((product, length) => product * length, 1);
    const data = Float32Array.from(example.subarray(at, (at += size)));
    return tf.tensor(data, [1, ...sizes], "float32");
  });
  const outputs = model.apply(inputs.length === 1 ? inputs[0]! : inputs) as tfjs.Tensor | tfjs.Tensor[]; // prettier-ignore
  return tf.concat([outputs].flat().map((output) => output.flatten()));
}
