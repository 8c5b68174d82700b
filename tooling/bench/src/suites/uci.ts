import { protocols } from "ntkit/fit";
import { accuracyColumns } from "../columns.ts";
import { type Row, ratioOf } from "../row.ts";
import type { BenchOptions, Suite } from "../suite.ts";
import { uciFolder } from "../uci/data-folder.ts";
import type { UciResult } from "../uci/measure-set.ts";
import { type UciFailure, measureSets } from "../uci/measure-sets.ts";
import {
  type PublishedAccuracies,
  neighbours,
  publishedAccuracies,
  publishedMeans,
} from "../uci/published.ts";
import { type UciReference, uciReference } from "../uci/reference.ts";
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
    const progress = (result: UciResult | UciFailure): void => {
      const outcome = "problem" in result ? result.problem : `${result.accuracy.toFixed(2)} %`;
      options.log(`uci: ${result.name} ${outcome}, ${result.seconds.toFixed(2)} s`);
    };
    const start = performance.now();
    const results = await measureSets(folder.sets, sets, progress);
    const rows = results.map((result) =>
      "problem" in result
        ? failedRow(result)
        : setRow(result, published(result.name), reference?.get(result.name)),
    );
    yield* rows;
    if (rows.some(({ accuracy }) => accuracy))
      yield meanRow(rows, (performance.now() - start) / 1000);
  },
};

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

function meanRow(rows: readonly Row[], seconds: number): Row {
  const accuracies = rows.flatMap(({ accuracy }) => accuracy ?? []);
  const checked = accuracies.flatMap((accuracy) => accuracy.peer?.accuracy ?? []);
  return {
    workload: `mean of ${accuracies.length} sets`,
    ours: { name: ours, seconds },
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
      ...(checked.length === accuracies.length && { peer: { accuracy: mean(checked)! } }),
    },
    note: `published over all 90 sets: ${Object.entries(publishedMeans)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}
