import type { Network } from "@ntkit/architecture";
import { checkNetwork } from "@ntkit/architecture";
import type { CallOptions, Engine, Matrix } from "@ntkit/linalg";
import { plainEngine, ShapeError } from "@ntkit/linalg";
import type { ScalarActivation } from "./duals/dual.ts";
import type { IntegrableActivation } from "./duals/scalar.ts";
import { evaluateDiagonal } from "./evaluate/evaluate-diagonal.ts";
import { evaluateKernels } from "./evaluate/evaluate-kernels.ts";
import { prefixTree } from "./evaluate/prefix-tree.ts";
import type { KernelWorkers } from "./kernel-workers.ts";
import { compile } from "./network/compile.ts";

/** The covariance of an infinitely wide network's outputs at initialisation, or its tangent kernel. */
export type KernelKind = "nngp" | "ntk";

/** One value of type T for every kind that was asked for. */
export type ByKind<G extends KernelKind, T> = Readonly<Record<G, T>>;

/** What interprets a network beyond its data. */
export interface KernelOptions {
  /** Functions behind `elementwise` nodes, by name. */
  readonly elementwise?: Readonly<Record<string, IntegrableActivation>>;
}

/** Which kinds to compute, and how. */
export interface EvaluateOptions<G extends KernelKind> extends CallOptions {
  readonly get?: readonly G[];
  /** What computes inner products. */
  readonly engine?: Engine | undefined;
  /** Threads that share the work; without them the calling thread does it, in slices. */
  readonly workers?: KernelWorkers | undefined;
}

/** The kernels of several networks, computed together. */
export interface Kernels {
  readonly networks: readonly Network[];
  /**
   * Kernel matrices [N₁, N₂] between the rows of x₁ [N₁, d] and x₂ [N₂, d], one record per network;
   * without x₂, of x₁ with itself, of which only half is computed.
   */
  evaluate<G extends KernelKind = KernelKind>(
    x1: Matrix,
    x2?: Matrix,
    options?: EvaluateOptions<G>,
  ): Promise<ByKind<G, Matrix>[]>;
  /** Kernel of every row of x [N, d] with itself, shape [N]. */
  diagonal<G extends KernelKind = KernelKind>(
    x: Matrix,
    options?: { readonly get?: readonly G[] },
  ): ByKind<G, Float64Array>[];
}

/**
 * The infinite-width kernels of several networks; layers that they share from the input on are
 * computed once for all of them.
 *
 * A depth search over 1 … L layers costs as much as the deepest network alone. Memory: the matrices
 * that are asked for, and blocks of a fixed size.
 *
 * @throws {NetworkError} when a network has no such kernel, with the place in its tree
 * @see kernelFunction for the mathematics
 */
export function kernelFunctions(
  networks: readonly Network[],
  options: KernelOptions = {},
): Kernels {
  const functions = new Map<string, ScalarActivation>(Object.entries(options.elementwise ?? {}));
  const programs = (width: number): ReturnType<typeof compile>[] =>
    networks.map((network) => compile(network, width, { functions }));
  // Errors in a network belong here, not to the first evaluation; they do not depend on the width.
  networks.forEach(checkNetwork);
  programs(1);
  return {
    networks,
    async evaluate(x1, x2, { get, engine = plainEngine, workers, ...call } = {}) {
      const kinds: readonly KernelKind[] = get ?? bothKinds;
      checkShapes(x1, x2 ?? x1);
      const choices = networks.flatMap((_, network) => kinds.map((kind) => ({ network, kind })));
      const matrices = await evaluateKernels(
        {
          networks,
          programs: programs(x1.cols),
          choices,
          x1,
          x2,
          engine,
          // A function cannot be sent to a thread.
          workers: functions.size === 0 ? workers : undefined,
        },
        call,
      );
      return networks.map((_, network) =>
        Object.fromEntries(kinds.map((kind, i) => [kind, matrices[network * kinds.length + i]!])),
      ) as never;
    },
    diagonal(x, { get } = {}) {
      checkShapes(x, x);
      return evaluateDiagonal(
        prefixTree(programs(x.cols)),
        networks.length,
        x,
        get ?? bothKinds,
      ) as never;
    },
  };
}

const bothKinds: readonly KernelKind[] = ["nngp", "ntk"];

function checkShapes(x1: Matrix, x2: Matrix): void {
  if (x1.cols !== x2.cols) {
    throw new ShapeError(
      `kernel: x1 and x2 must have equally many columns, got ${x1.rows}×${x1.cols} and ${x2.rows}×${x2.cols}`,
    );
  }
  if (x1.cols === 0) throw new ShapeError(`kernel: inputs must have a column, got ${x1.rows}×0`);
}
