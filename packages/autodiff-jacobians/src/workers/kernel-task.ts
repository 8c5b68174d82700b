import type { Engine } from "@ntkit/linalg";
import { placeTile } from "../kernels/form.ts";
import type { Pair } from "../kernels/site-kernel.ts";
import { sumOfSites } from "../kernels/sum-of-sites.ts";
import type { KernelJob } from "./jobs.ts";

/** Computes the kernels of one pair of pieces, and writes them to their places. */
export async function addPair(
  { left, right, pairs, form, key, sizes, symmetric, kernels }: KernelJob,
  task: number,
  call: { readonly engine: Engine; readonly signal: AbortSignal },
): Promise<void> {
  const [i, j] = pairs[task]!;
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
