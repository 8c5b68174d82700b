import type { PlanePrecision } from "./plane-kernels.ts";
import type { PlaneProgram, Sides } from "./plane-program.ts";

/** Images of one size, row-major: [count, height, width, channels]. */
export interface ImageBatch {
  readonly count: number;
  readonly data: Float64Array;
}

/** Kernels of images as plain data: what a thread is told. Arrays are on shared memory when it goes to threads. */
export interface PlaneJob {
  readonly kind: "planes";
  readonly program: PlaneProgram;
  readonly precision: PlanePrecision;
  readonly x1: ImageBatch;
  readonly x2: ImageBatch;
  /** x₂ is x₁: only pairs with column ≤ row are visited. */
  readonly symmetric: boolean;
  /** Into how many tasks a pair is cut, or how many rows and columns a task has. */
  readonly parts: number;
  readonly sides: Sides;
  /** Sums of K and of Θ over places: of every task, or of every pair [N₁, N₂]. */
  readonly covariances: Float64Array;
  readonly tangents: Float64Array;
}

/** The number of pairs that a job visits. */
export function pairCount({ x1, x2, symmetric }: PlaneJob): number {
  return symmetric ? (x1.count * (x1.count + 1)) / 2 : x1.count * x2.count;
}

/** Row and column of a pair. */
export function pairAt({ x2, symmetric }: PlaneJob, index: number): readonly [number, number] {
  if (!symmetric) return [Math.floor(index / x2.count), index % x2.count];
  let row = Math.floor((Math.sqrt(8 * index + 1) - 1) / 2);
  while ((row * (row + 1)) / 2 > index) row--;
  while (((row + 1) * (row + 2)) / 2 <= index) row++;
  return [row, index - (row * (row + 1)) / 2];
}

/** Tasks that a few pairs are at least cut into, so that threads share them evenly. */
const ENOUGH = 128;

/** Parts that every pair is at least cut into: an event loop turns between them. */
const FEWEST_PARTS = 6;

/** Into how many tasks a pair is cut; with pools, and where only equal places are compared, into one. */
export function cutOf({ stages, readout }: PlaneProgram, pairs: number): number {
  if (readout === "equal" || stages.length > 1) return 1;
  const cut = Math.max(FEWEST_PARTS, Math.ceil(ENOUGH / Math.max(pairs, 1)));
  return Math.min(cut, stages[0]!.geometry.period[1]);
}
