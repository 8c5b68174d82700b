import type { Network } from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { type Tensor, matrix, random, tensor } from "@ntkit/linalg";
import { pseudoDistance } from "@ntkit/pseudo-ntk";
import { convolutions, hiddenLayers, mlp, normalizedAttention } from "./random-networks.ts";
import type { NetworksOfAnyWidth } from "./random-networks.ts";

/** Random networks of any width, and how far one of them is from what it approaches. */
export interface Family {
  readonly workload: string;
  readonly widths: readonly number[];
  /** Errors of one network, by name. */
  readonly errors: (width: number, seed: number) => Promise<Readonly<Record<string, number>>>;
}

/** What {@link Family} there is; three widths in place of five or six where it must be quick. */
export function families(quick: boolean): Family[] {
  const widths = (from: number, count: number) =>
    Array.from({ length: quick ? 3 : count }, (_, i) => from * 2 ** i);
  return [
    toInfinity(hiddenLayers, widths(16, 6)),
    toInfinity(convolutions, widths(8, 5)),
    toInfinity(normalizedAttention, widths(8, 4)),
    toFullKernel("two hidden layers, 4 outputs", widths(32, 5)),
  ];
}

/** Empirical kernels of networks with one output, beside those at infinite width. */
function toInfinity(
  { title, of, inputShape }: NetworksOfAnyWidth,
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
