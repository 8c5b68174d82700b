import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import { type Check, float32Tolerance } from "./check.ts";
import { numbers } from "./numbers.ts";
import { type Windows, taps } from "./taps.ts";

const same: Windows = { batch: 2, size: 7, channels: 4, window: 3, stride: 1, padding: "same" };
const strided: Windows = { ...same, stride: 2 };
const valid: Windows = { ...same, stride: 2, padding: "valid" };
const units = 5;

/** What is computed of a map that is linear in its input and in its filter. */
type Of = "result" | "input gradient" | "filter gradient";

/** Convolutions and pooling, forward and the gradients that Jacobians and training need. */
export const windowChecks: readonly Check[] = [
  convolution("conv2d", conv, same, "result"),
  convolution("conv2d, stride 2, valid", conv, valid, "result"),
  convolution("gradient of conv2d", conv, same, "input gradient"),
  convolution("gradient of conv2d, stride 2, same", conv, strided, "input gradient"),
  convolution("gradient of conv2d's filter, stride 2", conv, strided, "filter gradient"),
  convolution("depthwiseConv2d, stride 2", depthwise, strided, "result"),
  convolution("gradient of depthwiseConv2d", depthwise, same, "input gradient"),
  convolution("gradient of depthwiseConv2d, stride 2, valid", depthwise, valid, "input gradient"),
  convolution("gradient of depthwiseConv2d's filter", depthwise, valid, "filter gradient"),
  maxPoolGradient("gradient of maxPool where all is negative", { ...valid, window: 2 }),
  maxPoolGradient("gradient of maxPool with overlapping windows", strided),
  averagePoolGradient(strided),
];

interface Convolution {
  readonly units: number;
  readonly filterShape: [number, number, number, number];
  readonly run: (tf: Tfjs, x: tfjs.Tensor4D, filter: tfjs.Tensor4D) => tfjs.Tensor4D;
  /** Entry of the filter from channel `c` at a place of the window to unit `u`; -1: there is none. */
  readonly entry: (tap: number, c: number, u: number) => number;
}

function conv({ window, channels, stride, padding }: Windows): Convolution {
  return {
    units,
    filterShape: [window, window, channels, units],
    run: (tf, x, filter) => tf.conv2d(x, filter, stride, padding),
    entry: (tap, c, u) => (tap * channels + c) * units + u,
  };
}

function depthwise({ window, channels, stride, padding }: Windows): Convolution {
  const multiplier = 2;
  return {
    units: channels * multiplier,
    filterShape: [window, window, channels, multiplier],
    run: (tf, x, filter) => tf.depthwiseConv2d(x, filter, stride, padding),
    entry: (tap, c, u) => (Math.floor(u / multiplier) === c ? tap * channels * multiplier + u : -1),
  };
}

function convolution(
  name: string,
  make: (windows: Windows) => Convolution,
  windows: Windows,
  of: Of,
): Check {
  const { batch, size, channels } = windows;
  const { units: width, filterShape, run, entry } = make(windows);
  const { taps: list, out } = taps(windows);
  const x = numbers(batch * size * size * channels, 13);
  const filter = numbers(filterShape[0] * filterShape[1] * filterShape[2] * filterShape[3], 11);
  const dy = numbers(batch * out * out * width, 14);
  return {
    name,
    tolerance: float32Tolerance,
    compute: (tf) => {
      const [input, weights] = [imagesOf(tf, x, windows), tf.tensor4d(Float32Array.from(filter), filterShape)]; // prettier-ignore
      if (of === "result") return run(tf, input, weights);
      const cotangent = tf.tensor4d(Float32Array.from(dy), [batch, out, out, width]);
      return of === "input gradient"
        ? tf.grad((t) => run(tf, t as tfjs.Tensor4D, weights))(input, cotangent)
        : tf.grad((t) => run(tf, input, t as tfjs.Tensor4D))(weights, cotangent);
    },
    expected: () => {
      const result = { result: dy, "input gradient": x, "filter gradient": filter }[of].map(() => 0); // prettier-ignore
      for (const { from, to, tap } of list) {
        for (let c = 0; c < channels; c++) {
          for (let u = 0; u < width; u++) {
            const [i, o, w] = [from * channels + c, to * width + u, entry(tap, c, u)];
            if (w < 0) continue;
            if (of === "result") result[o]! += filter[w]! * x[i]!;
            else if (of === "input gradient") result[i]! += filter[w]! * dy[o]!;
            else result[w]! += x[i]! * dy[o]!;
          }
        }
      }
      return result;
    },
  };
}

/** The first largest number of each window gets the gradient. */
function maxPoolGradient(name: string, windows: Windows): Check {
  const { batch, size, channels, window, stride, padding } = windows;
  const { taps: list, out } = taps(windows);
  const x = numbers(batch * size * size * channels, 15).map((value) => value - 2);
  const dy = numbers(batch * out * out * channels, 16);
  return {
    name,
    tolerance: float32Tolerance,
    compute: (tf) => poolGradient(tf, windows, x, dy, (t) => tf.maxPool(t, window, stride, padding)), // prettier-ignore
    expected: () => {
      const winner = new Int32Array(dy.length).fill(-1);
      for (const { from, to } of list) {
        for (let c = 0; c < channels; c++) {
          const [i, o] = [from * channels + c, to * channels + c];
          if (winner[o]! < 0 || x[i]! > x[winner[o]!]!) winner[o] = i;
        }
      }
      const result = new Float64Array(x.length);
      winner.forEach((i, o) => (result[i]! += dy[o]!));
      return result;
    },
  };
}

/** Windows that reach over the edge take the mean of what lies inside. */
function averagePoolGradient(windows: Windows): Check {
  const { batch, size, channels, window, stride, padding } = windows;
  const { taps: list, out } = taps(windows);
  const x = numbers(batch * size * size * channels, 17);
  const dy = numbers(batch * out * out * channels, 18);
  return {
    name: "gradient of avgPool, stride 2, same",
    tolerance: float32Tolerance,
    compute: (tf) => poolGradient(tf, windows, x, dy, (t) => tf.avgPool(t, window, stride, padding)), // prettier-ignore
    expected: () => {
      const counts = new Float64Array(batch * out * out);
      for (const { to } of list) counts[to]! += 1;
      const result = new Float64Array(x.length);
      for (const { from, to } of list) {
        for (let c = 0; c < channels; c++) {
          result[from * channels + c]! += dy[to * channels + c]! / counts[to]!;
        }
      }
      return result;
    },
  };
}

function poolGradient(
  tf: Tfjs,
  windows: Windows,
  x: Float64Array,
  dy: Float64Array,
  pool: (x: tfjs.Tensor4D) => tfjs.Tensor4D,
): tfjs.Tensor {
  const { batch, channels } = windows;
  const { out } = taps(windows);
  const cotangent = tf.tensor4d(Float32Array.from(dy), [batch, out, out, channels]);
  return tf.grad((t) => pool(t as tfjs.Tensor4D))(imagesOf(tf, x, windows), cotangent);
}

function imagesOf(tf: Tfjs, data: Float64Array, { batch, size, channels }: Windows): tfjs.Tensor4D {
  return tf.tensor4d(Float32Array.from(data), [batch, size, size, channels]);
}
