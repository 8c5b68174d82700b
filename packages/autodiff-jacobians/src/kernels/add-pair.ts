import type { Engine } from "@ntkit/linalg";
import { placeTile } from "./form.ts";
import type { PairsOfPieces } from "./pieces.ts";
import type { Pair } from "./site-kernel.ts";
import { sumOfSites } from "./sum-of-sites.ts";

/** Computes the kernels of one pair of pieces, and writes them to their places. */
export async function addPair(
  { left, right, pairs, form, key, sizes, symmetric, kernels }: PairsOfPieces,
  index: number,
  call: { readonly engine: Engine; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const [i, j] = pairs[index]!;
  const mine = left[i]!;
  const theirs = right === undefined ? (i === j ? undefined : left[j]!) : right[j]!;
  const [row, col] = [mine.from, (theirs ?? mine).from];
  const [n, m] = [mine.to - row, (theirs ?? mine).to - col];
  const common = { n, m, outputs: sizes.q, ...call };
  const sites = mine.sites.map((site, k): Pair => ({
    ...common,
    left: site,
    right: theirs?.sites[k],
  }));
  const sums = await sumOfSites(sites, { form, n, m, outputs: sizes.q }, key);
  const place = { row, col, rows: n, cols: m };
  const mirrored = symmetric && theirs !== undefined;
  for (const [name, sum] of sums) placeTile(kernels[name]!, form, sum, sizes, place, mirrored);
}
