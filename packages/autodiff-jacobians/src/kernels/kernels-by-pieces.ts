import { emptyKernel } from "./form.ts";
import type { KernelForm, KernelOf } from "./form.ts";
import { sizesOf } from "./kernel-request.ts";
import type { KernelRequest } from "./kernel-request.ts";
import type { PairsOfPieces, Piece, PieceRows } from "./pieces.ts";
import { keyOf } from "./sum-of-sites.ts";
import { forEachTile, tileSizes } from "./tiling.ts";
import type { Report } from "./tiling.ts";

/** What computes rows of pieces and kernels of pairs of them: this thread with an engine, or others. */
export interface PieceComputer {
  /** How many pieces it computes at a time. */
  readonly threads: number;
  readonly allocate: (length: number) => Float64Array;
  /** The rows of pieces of x₁ or x₂. */
  rows(side: "left" | "right", pieces: readonly Piece[], report: Report): Promise<PieceRows[]>;
  /** Writes the kernels of all pairs to their places. */
  pairs(job: PairsOfPieces, report: Report): Promise<void>;
}

/** The kernels by key: rows of pieces of examples, kept in tiles, then pairs of pieces. */
export async function kernelsByPieces<F extends KernelForm>(
  computer: PieceComputer,
  request: KernelRequest<F>,
): Promise<Record<string, KernelOf[F]>> {
  const { source, x2, form, key, onProgress } = request;
  const sizes = sizesOf(request);
  const kernels: Record<string, KernelOf[F]> = {};
  const { tile, piece } = tileSizes(source, request, computer.threads);
  await forEachTile(
    { n: sizes.n, m: x2 && sizes.m, step: tile },
    (side, all, report) => computer.rows(side, piecesOf(all, piece, computer.threads), report),
    async ({ left, right }, report) => {
      for (const site of left[0]?.sites ?? []) {
        kernels[keyOf(site, key)] ??= emptyKernel(form, sizes, computer.allocate);
      }
      const numbers = Object.entries(kernels).map(([name, { data }]) => [name, data] as const);
      const to = { form, key, sizes, kernels: Object.fromEntries(numbers) };
      const pairs = pairsOf(left, right);
      await computer.pairs({ left, right, pairs, symmetric: x2 === undefined, ...to }, report);
    },
    onProgress,
  );
  return kernels;
}

/** As many pieces as there are threads, or more, of at most `most` examples. */
function piecesOf({ from, to }: Piece, most: number, threads: number): Piece[] {
  const size = Math.min(most, Math.ceil((to - from) / threads));
  const pieces: Piece[] = [];
  for (let at = from; at < to; at += size) pieces.push({ from: at, to: Math.min(to, at + size) });
  return pieces;
}

/** All pairs, without `right` those on and below the diagonal, which come last. */
function pairsOf(
  left: readonly PieceRows[],
  right: readonly PieceRows[] | undefined,
): (readonly [number, number])[] {
  if (right !== undefined) return left.flatMap((_, i) => right.map((_, j) => [i, j] as const));
  const below = left.flatMap((_, i) => left.slice(0, i).map((_, j) => [i, j] as const));
  return [...below, ...left.map((_, i) => [i, i] as const)];
}
