import type { Network } from "@ntkit/architecture";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { countGramTiles, gramTiling } from "@ntkit/linalg/tasks";
import { angleView } from "./angle/plan-angles.ts";
import { inputVariances } from "./evaluate/input-moments.ts";
import type { InputOptions, KernelKind, KernelOptions } from "./kernel-functions.ts";
import type { Inputs } from "./inputs.ts";
import { asMatrix, asTensor, exampleShape } from "./inputs.ts";
import { compilePlanes } from "./planes/compile-planes.ts";
import { estimatePlanes } from "./planes/estimate-planes.ts";
import type { PlaneProgram } from "./planes/plane-program.ts";
import { compileRows } from "./network/compile-rows.ts";
import { isRowNetwork } from "./network/is-row-network.ts";
import { compileSpatial } from "./spatial/compile-spatial.ts";
import { estimatePlaces } from "./spatial/estimate-places.ts";

/** What an evaluation will take, before it is started. */
export interface KernelEstimate {
  /**
   * By tables over the angle, or layer by layer, or displacement by displacement of the places of
   * images, or place by place. Tables that fail their check give way to layers.
   */
  readonly method: "angle" | "layers" | "planes" | "places";
  /** Entries that are computed: of one set of inputs half of the matrix. */
  readonly pairs: number;
  /** Floating-point operations of the inner products. */
  readonly productFlops: number;
  /** Layers times pairs (of places, where there are some); pairs alone where they are looked up. */
  readonly layerPairs: number;
  /** Parts into which the work is cut for threads. */
  readonly tiles: number;
  /** Bytes of the results. */
  readonly resultBytes: number;
  /** Bytes at most at a time: results, inputs, and the tiles of the threads. */
  readonly peakBytes: number;
}

/** For which kinds, threads and precision. */
export interface EstimateOptions extends KernelOptions, Omit<InputOptions<KernelKind>, "get"> {
  readonly get?: readonly KernelKind[];
  readonly threads?: number;
  readonly precision?: "float64" | "float32";
}

/**
 * An estimate of the work and memory of `kernelFunction(network).evaluate(x1, x2, …)`; costs O(Nd).
 * How long it takes follows from a run on a few of the rows: time grows with `productFlops` and
 * `layerPairs`.
 *
 * @throws {NetworkError} when the network has no such kernel
 */
export function estimateKernel(
  network: Network,
  x1: Inputs,
  x2: Inputs = x1,
  options: EstimateOptions = {},
): KernelEstimate {
  const { mask, maskConstant } = options;
  const masked = mask !== undefined || maskConstant !== undefined;
  const planes = masked ? null : compilePlanes(network, exampleShape(x1));
  if (planes) return planesEstimate(planes, asTensor(x1), asTensor(x2), options);
  if (!masked && exampleShape(x1).length === 1 && isRowNetwork(network)) {
    return rowsEstimate(network, asMatrix(x1), asMatrix(x2), x2 === x1, options);
  }
  return placesEstimate(network, asTensor(x1), asTensor(x2), options);
}

function placesEstimate(
  network: Network,
  x1: Tensor,
  x2: Tensor,
  options: EstimateOptions,
): KernelEstimate {
  const context = { functions: new Map(Object.entries(options.elementwise ?? {})) };
  const { mask, maskConstant, pattern } = options;
  const annotations = { mask: mask?.x1, maskConstant, pattern: pattern?.x1 };
  const work = estimatePlaces(compileSpatial(network, x1.shape.slice(1), context), x1, annotations);
  const symmetric = x2.data === x1.data;
  const [n, m] = [x1.shape[0]!, x2.shape[0]!];
  const pairs = symmetric ? (n * (n + 1)) / 2 : n * m;
  const resultBytes = 8 * (options.get?.length ?? 2) * n * m;
  const examples = symmetric ? n : n + m;
  return {
    method: "places",
    pairs,
    productFlops: 2 * x1.shape.at(-1)! * pairs,
    layerPairs: pairs * work.placePairs,
    tiles: 1,
    resultBytes,
    peakBytes:
      resultBytes + (8 * x1.data.length + work.exampleBytes * n) * (examples / n) + work.pairBytes,
  };
}

function rowsEstimate(
  network: Network,
  x1: Matrix,
  x2: Matrix,
  symmetric: boolean,
  options: EstimateOptions,
): KernelEstimate {
  const program = compileRows(network, x1.cols, options);
  const left = inputVariances(x1);
  const variances = { left, right: symmetric ? left : inputVariances(x2) };
  const all = x1.rows * x2.rows;
  const pairs = symmetric ? (x1.rows * (x1.rows + 1)) / 2 : all;
  const method = angleView([program], variances, all) ? "angle" : "layers";
  const kinds = options.get?.length ?? 2;
  const resultBytes = 8 * kinds * all;
  const inputBytes = 8 * x1.cols * (x1.rows + (symmetric ? 0 : x2.rows));
  const threads = options.threads ?? 1;
  const other = symmetric ? undefined : x2;
  const tiling = gramTiling(threads, x1, other);
  const factors = Math.min(tiling.room, inputBytes / 8);
  const threadBytes = 8 * ((kinds + 2) * tiling.side ** 2 + factors);
  return {
    method,
    pairs,
    productFlops: 2 * x1.cols * pairs,
    layerPairs: method === "angle" ? pairs : pairs * program.length,
    tiles: countGramTiles({ a: x1, b: other, tiling }),
    resultBytes,
    peakBytes: resultBytes + inputBytes + threads * threadBytes,
  };
}

function planesEstimate(
  program: PlaneProgram,
  x1: Tensor,
  x2: Tensor,
  { get, threads = 1, precision = "float64" }: EstimateOptions,
): KernelEstimate {
  const symmetric = x2.data === x1.data;
  const [n, m] = [x1.shape[0]!, x2.shape[0]!];
  const pairs = symmetric ? (n * (n + 1)) / 2 : n * m;
  const { placePairs, tasks, threadBytes } = estimatePlanes(program, pairs, precision);
  const resultBytes = 8 * (get?.length ?? 2) * n * m;
  const inputBytes = 8 * (x1.data.length + (symmetric ? 0 : x2.data.length));
  return {
    method: "planes",
    pairs,
    productFlops: 0,
    layerPairs: placePairs,
    tiles: tasks,
    resultBytes,
    peakBytes: resultBytes + inputBytes + threads * threadBytes,
  };
}
