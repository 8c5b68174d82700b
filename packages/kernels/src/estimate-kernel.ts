import type { Network } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import { angleView } from "./angle/plan-angles.ts";
import { inputVariances } from "./evaluate/input-moments.ts";
import { countTiles, TILE_PAIRS } from "./evaluate/tile-program.ts";
import type { KernelKind, KernelOptions } from "./kernel-functions.ts";
import { compileRows } from "./network/compile-rows.ts";

/** What an evaluation will take, before it is started. */
export interface KernelEstimate {
  /** By tables over the angle, or layer by layer. Tables that fail their check give way to layers. */
  readonly method: "angle" | "layers";
  /** Entries that are computed: of one set of inputs half of the matrix. */
  readonly pairs: number;
  /** Floating-point operations of the inner products. */
  readonly productFlops: number;
  /** Layers times pairs; pairs alone where they are looked up. */
  readonly layerPairs: number;
  /** Parts into which the work is cut for threads. */
  readonly tiles: number;
  /** Bytes of the results. */
  readonly resultBytes: number;
  /** Bytes at most at a time: results, inputs, and the tiles of the threads. */
  readonly peakBytes: number;
}

/**
 * An estimate of the work and memory of `kernelFunction(network).evaluate(x1, x2, …)`; costs O(Nd).
 * How long it takes follows from a run on a few of the rows: time grows with `productFlops` and
 * `layerPairs`.
 *
 * @throws {NetworkError} when the network has layers that need places, or no such kernel
 */
export function estimateKernel(
  network: Network,
  x1: Matrix,
  x2: Matrix = x1,
  options: KernelOptions & {
    readonly get?: readonly KernelKind[];
    readonly threads?: number;
  } = {},
): KernelEstimate {
  const program = compileRows(network, x1.cols, options);
  const symmetric = x2 === x1;
  const left = inputVariances(x1);
  const variances = { left, right: symmetric ? left : inputVariances(x2) };
  const all = x1.rows * x2.rows;
  const pairs = symmetric ? (x1.rows * (x1.rows + 1)) / 2 : all;
  const method = angleView([program], variances, all) ? "angle" : "layers";
  const kinds = options.get?.length ?? 2;
  const resultBytes = 8 * kinds * all;
  const inputBytes = 8 * x1.cols * (x1.rows + (symmetric ? 0 : x2.rows));
  const tileBytes = 8 * kinds * TILE_PAIRS * (options.threads ?? 1);
  return {
    method,
    pairs,
    productFlops: 2 * x1.cols * pairs,
    layerPairs: method === "angle" ? pairs : pairs * program.length,
    tiles: countTiles({ x1, x2, symmetric }),
    resultBytes,
    peakBytes: resultBytes + inputBytes + tileBytes,
  };
}
