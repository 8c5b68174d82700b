import type { Network } from "@ntkit/architecture";
import { checkNetwork } from "@ntkit/architecture";
import type { CallOptions, Engine, Matrix, Tensor } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import type { ScalarActivation } from "./duals/dual.ts";
import type { IntegrableActivation } from "./duals/scalar.ts";
import { evaluateDiagonal } from "./evaluate/evaluate-diagonal.ts";
import { evaluateKernels } from "./evaluate/evaluate-kernels.ts";
import { prefixTree } from "./evaluate/prefix-tree.ts";
import type { Inputs } from "./inputs.ts";
import { asMatrix, checkInputs, exampleShape } from "./inputs.ts";
import type { KernelWorkers } from "./kernel-workers.ts";
import { compile } from "./network/compile.ts";
import { isRowNetwork } from "./network/is-row-network.ts";
import { withoutLeadingFlatten } from "./network/without-leading-flatten.ts";
import { evaluateWithPlaces } from "./planes/evaluate-with-places.ts";
import { compileSpatial } from "./spatial/compile-spatial.ts";
import { diagonalOnPlaces } from "./spatial/evaluate-on-places.ts";
import type { Graphs } from "./spatial/examples.ts";

/** The covariance of an infinitely wide network's outputs at initialisation, or its tangent kernel. */
export type KernelKind = "nngp" | "ntk";

/** One value of type T for every kind that was asked for. */
export type ByKind<G extends KernelKind, T> = Readonly<Record<G, T>>;

/** What interprets a network beyond its data. */
export interface KernelOptions {
  /** Functions behind `elementwise` nodes, by name. */
  readonly elementwise?: Readonly<Record<string, IntegrableActivation>>;
}

/** One value for each set of inputs; `x2` where there is a second one. */
export interface Sides<T> {
  readonly x1?: T | undefined;
  readonly x2?: T | undefined;
}

/** Which kinds to compute, and what belongs to the inputs beyond their numbers. */
export interface InputOptions<G extends KernelKind> {
  readonly get?: readonly G[] | undefined;
  /** 1 for places that count and 0 for padding, [N, spatial sizes …]. */
  readonly mask?: Sides<Tensor> | undefined;
  /** Places all of whose channels have this value are padding; may be NaN. */
  readonly maskConstant?: number | undefined;
  /** The graphs that `aggregate` layers sum over: weights [N, V, V] from vertex to vertex, or edges. */
  readonly pattern?: Sides<Graphs> | undefined;
}

/** Which kinds to compute, and how. */
export interface EvaluateOptions<G extends KernelKind> extends InputOptions<G>, CallOptions {
  /** What computes inner products. */
  readonly engine?: Engine | undefined;
  /** Threads that share the work; without them the calling thread does it, in slices. */
  readonly workers?: KernelWorkers | undefined;
  /**
   * "float32" makes kernels of convolutional networks about twice as fast where they are computed by
   * planes of pairs of places, with an error of about 1e-7, up to 1e-5 behind pools and many layers.
   * Everything else is float64 always. Default: "float64".
   */
  readonly precision?: "float64" | "float32" | undefined;
}

/** The kernels of several networks, computed together. */
export interface Kernels {
  readonly networks: readonly Network[];
  /**
   * Kernel matrices [N₁, N₂] between the examples of x₁ and x₂, rows [N, d] or with places [N, H, W, C],
   * one record per network; without x₂, of x₁ with itself, of which only half is computed.
   */
  evaluate<G extends KernelKind = KernelKind>(
    x1: Inputs,
    x2?: Inputs,
    options?: EvaluateOptions<G>,
  ): Promise<ByKind<G, Matrix>[]>;
  /** Kernel of every example of x with itself, shape [N]. */
  diagonal<G extends KernelKind = KernelKind>(
    x: Inputs,
    options?: InputOptions<G>,
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
  const context = { functions };
  // Errors in a network belong here, not to the first evaluation; most do not depend on the shape.
  networks.forEach(checkNetwork);
  const rowsOnly = networks.every(isRowNetwork);
  const programs = (width: number): ReturnType<typeof compile>[] =>
    networks.map((network) => compile(network, width, context));
  if (rowsOnly) programs(1);
  else for (const network of networks) compileSpatial(network, null, context);
  const spatialPrograms = (x: Inputs): ReturnType<typeof compileSpatial>[] =>
    networks.map((network) => compileSpatial(network, exampleShape(x), context));
  const heads = networks.flatMap((network) => withoutLeadingFlatten(network) ?? []);
  // Networks that begin with a flatten see rows of features, for which there is a shorter way.
  const onRows = heads.length === networks.length ? () => kernelFunctions(heads, options) : null;
  return {
    networks,
    async evaluate(x1, x2, given = {}) {
      if (onRows && !isMasked(given)) {
        checkInputs(x1, x2 ?? x1);
        const other = x2 === x1 ? undefined : x2;
        return onRows().evaluate(asFeatures(x1), other && asFeatures(other), given);
      }
      const { get, engine, workers, precision, signal, onProgress, ...options } = given;
      const kinds: readonly KernelKind[] = get ?? bothKinds;
      const call = { signal, onProgress };
      checkInputs(x1, x2 ?? x1);
      const other = x2 === x1 ? undefined : x2;
      if (!(rowsOnly && isPlain(x1, given))) {
        const places = {
          networks,
          programs: spatialPrograms(x1),
          kinds,
          options,
          precision: precision ?? "float64",
          workers,
          // A function cannot be sent to a thread.
          portable: functions.size === 0 ? networks : undefined,
        };
        return (await evaluateWithPlaces(places, x1, other, call)) as never;
      }
      const rows = asMatrix(x1);
      const choices = networks.flatMap((_, network) => kinds.map((kind) => ({ network, kind })));
      const matrices = await evaluateKernels(
        {
          networks,
          programs: programs(rows.cols),
          choices,
          x1: rows,
          x2: other && asMatrix(other),
          engine,
          // Nor here.
          workers: functions.size === 0 ? workers : undefined,
        },
        call,
      );
      return networks.map((_, network) =>
        Object.fromEntries(kinds.map((kind, i) => [kind, matrices[network * kinds.length + i]!])),
      ) as never;
    },
    diagonal(x, given = {}) {
      if (onRows && !isMasked(given)) {
        checkInputs(x, x);
        return onRows().diagonal(asFeatures(x), given);
      }
      const kinds: readonly KernelKind[] = given.get ?? bothKinds;
      checkInputs(x, x);
      if (!(rowsOnly && isPlain(x, given))) {
        const places = { programs: spatialPrograms(x), kinds, options: given };
        return diagonalOnPlaces(places, x) as never;
      }
      const rows = asMatrix(x);
      const tree = prefixTree(programs(rows.cols));
      return evaluateDiagonal(tree, networks.length, rows, kinds) as never;
    },
  };
}

const bothKinds: readonly KernelKind[] = ["nngp", "ntk"];

/** Whether inputs are rows of features with nothing beside them. */
function isPlain(x: Inputs, options: InputOptions<KernelKind>): boolean {
  return exampleShape(x).length === 1 && !isMasked(options);
}

function isMasked({ mask, maskConstant }: InputOptions<KernelKind>): boolean {
  return mask !== undefined || maskConstant !== undefined;
}

/** All places and channels of each example as one row. */
function asFeatures(x: Inputs): Matrix {
  const features = exampleShape(x).reduce((size, n) => size * n, 1);
  return "shape" in x ? matrix(x.shape[0]!, features, x.data) : x;
}
