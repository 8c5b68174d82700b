import { type Network, networkHash } from "@ntkit/architecture";
import { empiricalNtk } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { type EngineOptions, type Matrix, type Tensor, diagonal } from "@ntkit/linalg";
import { pseudoNtk } from "@ntkit/pseudo-ntk";
import type { KernelCall } from "../kernel/kernel-call.ts";
import type { Source } from "../finite/read-source.ts";
import { lastInputs } from "../strategies/last-inputs.ts";
import { asInputs, selectSamples } from "../input/samples.ts";

/** Kernels by the name that the command line has for them. */
export const kernelNames = ["ntk", "nngp", "traced", "pseudo"] as const;

/** `ntk`, `nngp`: of the infinite network; `traced`, `pseudo`: empirical, of a finite one. */
export type KernelName = (typeof kernelNames)[number];

/** The kernel that a query looks ahead with, and the network's outputs if it is a finite one. */
export interface PoolKernel {
  /** Names the network, and its parameters. */
  readonly hash: string;
  /** k(x1, x2), shape [N, M]; without x2 k(x1, x1). */
  readonly evaluate: (x1: Tensor, x2?: Tensor, call?: KernelCall) => Promise<Matrix>;
  /** k(x, x), shape [N]. */
  readonly diagonal: (x: Tensor, call?: EngineOptions) => Promise<Float64Array>;
  /** O of a finite network. */
  readonly width?: number;
  /** f(x), shape [N, O]; an infinite network's is 0. */
  readonly outputs?: (x: Tensor, call?: EngineOptions) => Promise<Matrix>;
  /** What enters the last layer of a finite network, shape [N, H]. */
  readonly features?: (x: Tensor, call: EngineOptions) => Promise<Matrix>;
}

/** The kernel of an infinitely wide network. */
export function infiniteKernel(network: Network, kind: "ntk" | "nngp"): PoolKernel {
  const kernel = kernelFunction(network);
  return {
    hash: `${networkHash(network)}:${kind}`,
    evaluate: async (x1, x2, call) =>
      (await kernel.evaluate(asInputs(x1), x2 && asInputs(x2), { ...call, get: [kind] }))[kind],
    diagonal: (x) => Promise.resolve(kernel.diagonal(asInputs(x), { get: [kind] })[kind]),
  };
}

/** Samples whose kernel with one another is there to read its diagonal. */
const DIAGONAL_TILE = 32;

/**
 * The empirical kernel of a finite network: the mean over its outputs (`traced`), or that of their
 * normalised sum (`pseudo`).
 */
export function finiteKernel(
  model: Source["model"],
  kind: "traced" | "pseudo",
  hash: string,
): PoolKernel {
  const kernelOf = kind === "pseudo" ? pseudoNtk : empiricalNtk;
  // Its workers are for kernels of infinite networks.
  const evaluate: PoolKernel["evaluate"] = (x1, x2, { engine, signal, onProgress } = {}) =>
    kernelOf(model, x1, x2, { engine, signal, onProgress });
  return {
    hash: `${hash}:${kind}`,
    evaluate,
    diagonal: async (x, call) => {
      const result = new Float64Array(x.shape[0]!);
      for (let from = 0; from < result.length; from += DIAGONAL_TILE) {
        const size = Math.min(DIAGONAL_TILE, result.length - from);
        const part = selectSamples(
          x,
          Array.from({ length: size }, (_, i) => from + i),
        );
        result.set(diagonal(await evaluate(part, undefined, call)), from);
      }
      return result;
    },
    width: model.outputs,
    outputs: (x, call = {}) => model.forward(x, call),
    features: (x, call) => lastInputs(model, x, call),
  };
}
