import type { Network } from "@ntkit/architecture";
import {
  conv,
  dense,
  gelu,
  globalAvgPool,
  layerNorm,
  relu,
  selfAttention,
  serial,
  tanh,
} from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { type Tensor, matrix, random, tensor } from "@ntkit/linalg";
import { pseudoDistance } from "@ntkit/pseudo-ntk";

/** Random networks of any width, and how far one of them is from what it approaches. */
export interface Family {
  readonly workload: string;
  readonly widths: readonly number[];
  /** Errors of one network, by name. */
  readonly errors: (width: number, seed: number) => Promise<Readonly<Record<string, number>>>;
}

const std = { weightStd: 1.4, biasStd: 0.2 };
const filter = { filterShape: [3, 3], padding: "same", ...std } as const;

/** What {@link Family} there is; three widths in place of five or six where it must be quick. */
export function families(quick: boolean): Family[] {
  const widths = (from: number, count: number) =>
    Array.from({ length: quick ? 3 : count }, (_, i) => from * 2 ** i);
  return [
    toInfinity("two hidden layers", mlp, [4], widths(16, 6)),
    toInfinity("convolutions and global pooling", cnn, [3, 3, 2], widths(8, 5)),
    toInfinity("attention after a normalised layer", attention, [3, 4], widths(8, 4)),
    toFullKernel("two hidden layers, 4 outputs", widths(32, 5)),
  ];
}

const mlp = (units: number, outputs = 1): Network =>
  serial(
    ...[dense({ units, ...std }), tanh(), dense({ units, ...std }), relu()],
    dense({ units: outputs, ...std }),
  );

const cnn = (channels: number): Network =>
  serial(
    ...[conv({ channels, ...filter }), relu(), conv({ channels, ...filter }), gelu()],
    ...[globalAvgPool(), dense({ units: 1, ...std })],
  );

const attention = (channels: number): Network =>
  serial(
    ...[dense({ units: channels, ...std }), layerNorm()],
    selfAttention({ heads: channels, headChannels: channels, channels, biasStd: 0.1 }),
    ...[relu(), globalAvgPool(), dense({ units: 1, ...std })],
  );

/** Empirical kernels of networks with one output, beside those at infinite width. */
function toInfinity(
  title: string,
  of: (width: number) => Network,
  inputShape: readonly number[],
  widths: readonly number[],
): Family {
  const x = normalTensor([4, ...inputShape], 1);
  const exact = kernelFunction(of(1)).evaluate(x);
  return {
    workload: `NTK at infinite width: ${title}`,
    widths,
    errors: async (width, seed) => {
      const { data } = await empiricalNtk(randomModel(of(width), inputShape, seed), x);
      return { Frobenius: distance(data, (await exact).ntk.data) };
    },
  };
}

/** The pseudo-NTK beside the full empirical one: all that `pseudoDistance` measures. */
function toFullKernel(title: string, widths: readonly number[]): Family {
  const [x, test] = [normalTensor([7, 4], 1), normalTensor([4, 4], 2)];
  const targets = matrix(7, 4, normalTensor([7, 4], 3).data);
  return {
    workload: `pseudo-NTK beside the full NTK: ${title}`,
    widths,
    errors: async (width, seed) => {
      const regression = { targets, test, ridge: 0.3 };
      const model = randomModel(mlp(width, 4), [4], seed);
      const found = await pseudoDistance(model, x, { regression });
      return {
        Frobenius: found.frobenius,
        "largest eigenvalue": found.largestEigenvalue,
        regression: found.regression!,
      };
    },
  };
}

function randomModel(network: Network, inputShape: readonly number[], seed: number): FiniteModel {
  const finite = finiteNetwork(network, inputShape);
  return finite.at(finite.initialize(seed));
}

function normalTensor(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(shape, new Float64Array(size).map(random(seed).normal));
}

/** ‖a - b‖ / ‖b‖. */
function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
}
