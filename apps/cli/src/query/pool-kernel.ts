import { type Network, networkHash } from "@ntkit/architecture";
import { type JacobianWorkers, empiricalNtk, jacobianWorkers } from "@ntkit/autodiff-jacobians";
import { type KernelWorkers, kernelFunction, kernelWorkers } from "@ntkit/kernels";
import { type EngineOptions, type Matrix, type Tensor, diagonal } from "@ntkit/linalg";
import { pseudoNtk } from "@ntkit/pseudo-ntk";
import type { OpenWorkers } from "../engine/with-workers.ts";
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
  readonly evaluate: (x1: Tensor, x2?: Tensor, call?: EngineOptions) => Promise<Matrix>;
  /** k(x, x), shape [N]. */
  readonly diagonal: (x: Tensor, call?: EngineOptions) => Promise<Float64Array>;
  /** O of a finite network. */
  readonly width?: number;
  /** f(x), shape [N, O]; an infinite network's is 0. */
  readonly outputs?: (x: Tensor, call?: EngineOptions) => Promise<Matrix>;
  /** What enters the last layer of a finite network, shape [N, H]. */
  readonly features?: (x: Tensor, call: EngineOptions) => Promise<Matrix>;
  /** Starts the same on threads; absent where it cannot run on any. */
  readonly onThreads?: OpenWorkers<ThreadedPoolKernel>;
}

/** A kernel on threads that end when it is disposed. */
export interface ThreadedPoolKernel extends PoolKernel {
  dispose(): Promise<void>;
}

/** The kernel of an infinitely wide network. */
export function infiniteKernel(network: Network, kind: "ntk" | "nngp"): PoolKernel {
  const kernel = kernelFunction(network);
  const on = (workers: KernelWorkers | undefined): PoolKernel => ({
    hash: `${networkHash(network)}:${kind}`,
    evaluate: async (x1, x2, call) => {
      const options = { ...call, workers, get: [kind] };
      return (await kernel.evaluate(asInputs(x1), x2 && asInputs(x2), options))[kind];
    },
    diagonal: (x) => Promise.resolve(kernel.diagonal(asInputs(x), { get: [kind] })[kind]),
  });
  return { ...on(undefined), onThreads: threaded(kernelWorkers, on) };
}

/** How the kernel that `on` gives with workers is opened. */
function threaded<Workers extends { dispose(): Promise<void> }>(
  open: OpenWorkers<Workers>,
  on: (workers: Workers) => PoolKernel,
): OpenWorkers<ThreadedPoolKernel> {
  return async (options) => {
    const workers = await open(options);
    return { ...on(workers), dispose: () => workers.dispose() };
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
  const on = (workers: JacobianWorkers | undefined): PoolKernel => {
    const evaluate: PoolKernel["evaluate"] = (x1, x2, call) =>
      kernelOf(model, x1, x2, { ...call, workers });
    return {
      hash: `${hash}:${kind}`,
      evaluate,
      diagonal: (x, call) => diagonalOf(evaluate, x, call),
      width: model.outputs,
      outputs: (x, call = {}) => model.forward(x, call),
      features: (x, call) => lastInputs(model, x, call),
    };
  };
  const onThreads = model.portable && threaded(jacobianWorkers, on);
  return { ...on(undefined), ...(onThreads && { onThreads }) };
}

async function diagonalOf(
  evaluate: PoolKernel["evaluate"],
  x: Tensor,
  call: EngineOptions | undefined,
): Promise<Float64Array> {
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
}
