import { placeTile } from "./form.ts";
import type { PairsOfPieces, PieceRows, UnmadeRows } from "./pieces.ts";
import type { Pair } from "./site-kernel.ts";
import { siteRows } from "./site-rows.ts";
import type { RowsOptions, SiteRows } from "./site-rows.ts";
import { MOST_NUMBERS } from "./small-jacobian.ts";
import { sumOfSites } from "./sum-of-sites.ts";

/** Computes the kernels of one pair of pieces, and writes them to their places. */
export async function addPair(job: PairsOfPieces, index: number, call: RowsCall): Promise<void> {
  const { left, right, pairs, form, key, sizes, symmetric, kernels } = job;
  const [i, j] = pairs[index]!;
  const mine = left[i]!;
  const theirs = right === undefined ? (i === j ? undefined : left[j]!) : right[j]!;
  const [n, m] = [mine.to - mine.from, (theirs ?? mine).to - (theirs ?? mine).from];
  const how: RowsOptions = {
    ...call,
    form,
    outputs: sizes.q,
    sides: [n, m],
    most: MOST_NUMBERS,
    outer: "rows",
  };
  const sites = pairsOf(mine, theirs, how);
  const sums = await sumOfSites(sites, { form, n, m, outputs: sizes.q }, key);
  const place = { row: mine.from, col: (theirs ?? mine).from, rows: n, cols: m };
  const mirrored = symmetric && theirs !== undefined;
  for (const [name, sum] of sums) placeTile(kernels[name]!, form, sum, sizes, place, mirrored);
}

type RowsCall = Pick<RowsOptions, "engine" | "signal">;

/** The rows of both pieces, one parameter after the other. */
async function* pairsOf(
  left: PieceRows,
  right: PieceRows | undefined,
  how: RowsOptions,
): AsyncGenerator<Pair> {
  const [n, m] = [left.to - left.from, (right ?? left).to - (right ?? left).from];
  const common = { n, m, outputs: how.outputs, engine: how.engine, signal: how.signal };
  for (const [k, site] of left.sites.entries()) {
    const other = right?.sites[k];
    const mine = await made(site, n, how);
    yield { ...common, left: mine, right: other && (await made(other, m, how)) };
  }
}

async function made(
  site: SiteRows | UnmadeRows,
  examples: number,
  how: RowsOptions,
): Promise<SiteRows> {
  return site.kind === "unmade" ? siteRows(site.factors, examples, how) : site;
}
