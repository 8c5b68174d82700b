import { dense, type Network, relu, repeat, serial } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";

/** Both kernels of one network between the input at angle 0 and inputs at other angles. */
export interface ReluKernels {
  /** Degrees, shape [n]. */
  readonly angles: readonly number[];
  /** Covariance of the outputs at initialisation, shape [n]. */
  readonly nngp: readonly number[];
  /** Neural tangent kernel, shape [n]. */
  readonly ntk: readonly number[];
}

/**
 * The network of the page: `depth` hidden ReLU layers without biases, weights of variance 2, so
 * that the variance of the signal is 1 in every layer, and a linear output layer.
 */
function reluNetwork(depth: number): Network {
  const hidden = serial(dense({ weightStd: Math.SQRT2 }), relu());
  return serial(repeat(hidden, depth), dense());
}

/** The input at `degrees` on the circle of radius √2, so that x·x/d = 1. */
export function circleInput(degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
}

/**
 * NNGP and NTK of {@link reluNetwork} as functions of the angle between two inputs.
 *
 * At angle 0 the NNGP is 1 and the NTK is depth + 1. With one hidden layer, u = cos(angle):
 * NNGP = (u (π − angle) + √(1 − u²)) / π and NTK = NNGP + u (π − angle) / π (Cho & Saul 2009).
 *
 * @param depth - number of hidden layers, an integer >= 1
 * @param angles - degrees, shape [n]
 * @returns both kernels, shape [n]; O(n depth) time
 */
export async function reluKernels(depth: number, angles: readonly number[]): Promise<ReluKernels> {
  const { nngp, ntk } = await kernelFunction(reluNetwork(depth)).evaluate(
    fromRows([circleInput(0)]),
    fromRows(angles.map(circleInput)),
    { get: ["nngp", "ntk"] },
  );
  return { angles, nngp: Array.from(nngp.data), ntk: Array.from(ntk.data) };
}
