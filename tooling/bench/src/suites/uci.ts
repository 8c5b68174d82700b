import { protocols } from "ntkit/fit";
import { accuracyColumns } from "../columns.ts";
import { type Row, ratioOf } from "../row.ts";
import type { BenchOptions, Suite } from "../suite.ts";
import { uciFolder } from "../uci/data-folder.ts";
import { openCheckpoint } from "../uci/checkpoint.ts";
import type { UciResult } from "../uci/measure-set.ts";
import { type UciFailure, measureSets } from "../uci/measure-sets.ts";
import {
  type PublishedAccuracies,
  bestPublished,
  neighbours,
  publishedAccuracies,
  publishedMeans,
} from "../uci/published.ts";
import { type UciReference, uciReference } from "../uci/reference.ts";
import { type TableRow, formatTableRow, publishedRow, tableRow } from "../uci/table-row.ts";
import { type ListedSet, smallestSets } from "../uci/uci-sets.ts";

const ours = "ntkit/fit, arora2020";
const peer = "scikit-learn SVC on a NumPy NTK";

/** The UCI experiment of Arora et al. 2020 on the smallest sets, beside what was published for them. */
export const uciSuite: Suite = {
  name: "uci",
  summary: "accuracy by the protocol of Arora et al. 2020 on the 30 smallest UCI sets",
  columns: accuracyColumns(neighbours),
  async *run(options) {
    const folder = uciFolder(options.env);
    if ("missing" in folder) {
      options.log(`uci: skipped, ${folder.missing}`);
      return;
    }
    const count = options.sets ?? (options.quick ? 8 : 30);
    const sets = smallestSets(folder.sets, protocols.arora2020.skips, count);
    const reference = options.check ? await check(folder.sets, sets, options) : undefined;
    const published = publishedAccuracies(folder.published);
    const results = await measureOrResume(folder.sets, sets, options);
    const rows = results.map((result) =>
      "problem" in result
        ? failedRow(result)
        : setRow(result, published(result.name), reference?.get(result.name)),
    );
    yield* rows;
    const done = results.flatMap((result) => ("problem" in result ? [] : result));
    if (done.length > 0) yield meanRow(rows, done, bestPublished(folder.published));
  },
};

/** Results in the order of the sets: those that the checkpoint has, and the others measured now. */
async function measureOrResume(
  folder: string,
  sets: readonly ListedSet[],
  { checkpoint, threads, log }: BenchOptions,
): Promise<(UciResult | UciFailure)[]> {
  const kept =
    checkpoint === undefined ? undefined : openCheckpoint(checkpoint, protocols.arora2020.name);
  const missing = sets.filter(({ name }) => kept?.done.has(name) !== true);
  if (kept)
    log(`uci: ${sets.length - missing.length} of ${sets.length} sets are in ${checkpoint!}`);
  const measured = await measureSets(folder, missing, threads, (result) => {
    const failed = "problem" in result;
    if (!failed) kept?.keep(result);
    const outcome = failed ? result.problem : `${result.accuracy.toFixed(2)} %`;
    log(`uci: ${result.name} ${outcome}, ${result.seconds.toFixed(2)} s`);
  });
  const found = new Map(measured.map((result) => [result.name, result]));
  return sets.map(({ name }) => found.get(name) ?? kept!.done.get(name)!);
}

async function check(
  folder: string,
  sets: readonly ListedSet[],
  { env, log }: BenchOptions,
): Promise<ReadonlyMap<string, UciReference>> {
  log(`uci: ${peer} on ${sets.length} sets`);
  const { found, problem } = await uciReference(
    folder,
    sets.map(({ name }) => name),
    env,
  );
  if (problem !== undefined) log(`uci: ${peer} failed: ${problem}`);
  return found;
}

function setRow(
  result: UciResult,
  published: PublishedAccuracies,
  reference: UciReference | undefined,
): Row {
  const mine = { name: ours, seconds: result.seconds };
  const theirs = reference === undefined ? null : { name: peer, seconds: reference.seconds };
  const { depth, fixedLayers } = result.chosen;
  const chosen = describeChoice(depth!, fixedLayers!, result.penalty);
  const theirChoice = reference && describeChoice(reference.depth, reference.fixed, reference.C);
  const differs = reference !== undefined && Math.abs(reference.accuracy - result.accuracy) > 1e-9;
  return {
    workload: `${result.name} (${result.rows})`,
    ours: mine,
    peer: theirs,
    ratio: ratioOf(mine, theirs),
    goal: null,
    accuracy: {
      ours: result.accuracy,
      chosen,
      published,
      ...(reference && { peer: { accuracy: reference.accuracy, chosen: theirChoice! } }),
    },
    ...(differs && { note: `differs: the peer chose ${theirChoice!}` }),
  };
}

function failedRow({ name, problem, seconds }: UciFailure): Row {
  const mine = { name: ours, seconds };
  return { workload: name, ours: mine, peer: null, ratio: null, goal: null, note: problem };
}

function describeChoice(depth: number | string, fixed: number | string, penalty: number): string {
  return `depth ${depth}, ${fixed} fixed, C ${penalty}`;
}

function meanRow(
  rows: readonly Row[],
  results: readonly UciResult[],
  best: (set: string) => number | null,
): Row {
  const accuracies = rows.flatMap(({ accuracy }) => accuracy ?? []);
  const checked = accuracies.flatMap((accuracy) => accuracy.peer?.accuracy ?? []);
  const table = tableRow(
    results.map(({ name, accuracy }) => ({ ours: accuracy, best: best(name) })),
  );
  const seconds = results.reduce((sum, { coreSeconds }) => sum + coreSeconds, 0);
  return {
    workload: `mean of ${accuracies.length} sets`,
    ours: { name: `${ours}, seconds of one core`, seconds },
    peer: null,
    ratio: null,
    goal: null,
    accuracy: {
      ours: mean(accuracies.map((accuracy) => accuracy.ours))!,
      published: Object.fromEntries(
        neighbours.map((name) => [
          name,
          mean(accuracies.flatMap(({ published }) => published[name] ?? [])),
        ]),
      ),
      table: { ours: table, published: publishedRow },
      ...(checked.length === accuracies.length && { peer: { accuracy: mean(checked)! } }),
    },
    note: comparison(table, seconds),
  };
}

function comparison(table: TableRow, seconds: number): string {
  const others = Object.entries(publishedMeans).map(([name, value]) => `${name} ${value}`);
  return [
    `ours ${formatTableRow(table)}, ${seconds.toFixed(0)} core-seconds`,
    `published over all 90 sets: NTK ${formatTableRow(publishedRow)}; ${others.join(", ")}`,
  ].join("; ");
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}
