import { resolve } from "node:path";
import {
  type LookAheadState,
  type Query,
  lookAhead,
  lookAheadQuery,
  rebase,
  subsample,
} from "@ntkit/active-learning";
import { formatCsv } from "@ntkit/datasets";
import { type Matrix, type SymmetricTiles, matrix } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import { formatNumber, plural } from "../screen/format.ts";
import type { Io } from "../io.ts";
import type { KernelCall } from "../kernel/kernel-call.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { type Campaign, openCampaign } from "./campaign.ts";
import { criterionOf, criterionWords } from "./criteria.ts";
import { describeCost } from "./describe-cost.ts";
import type { QueryFlags } from "./query-flags.ts";
import { writeQueryState } from "./query-state.ts";
import { joinSamples, selectSamples } from "./samples.ts";

/** `ntkit query` on a network, labelled samples and a pool: a ranked list of what to label next. */
export async function queryPool(flags: QueryFlags, io: Io): Promise<Result> {
  const { network, model, parameters, labelled, labels, pool, answers } = flags;
  const inputs = [network, model, parameters, labelled, labels, pool, answers];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const campaign = await openCampaign(flags, io);
  if (flags.dryRun === true) return describeCost(campaign, flags);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const ranked = await withKernelThreads(flags.threads, campaign.left.length, async (threads) => {
    const onProgress = (fraction: number) => {
      bar.update(fraction, "look-ahead");
    };
    return rank(campaign, flags, { ...threads, signal: io.signal, onProgress });
  }).finally(() => {
    bar.stop();
  });
  await writeFileAtomically(out, rankedCsv(campaign, ranked, flags));
  if (flags.state !== undefined) {
    const round = { criterion: flags.criterion, picks: Array.from(ranked.rows) };
    await writeQueryState(resolve(io.cwd, flags.state), {
      ...campaign.state,
      rounds: [...campaign.state.rounds, round],
    });
  }
  return result(campaign, ranked, flags);
}

/** What to label, best first. */
interface Ranked {
  /** Rows of the pool. */
  readonly rows: Int32Array;
  readonly query: Query;
  readonly state: LookAheadState;
}

async function rank(campaign: Campaign, flags: QueryFlags, call: KernelCall): Promise<Ranked> {
  const { kernel, pool, labelled, targets, left, asked } = campaign;
  const unlabelled = selectSamples(pool, left);
  const answered = joinSamples(labelled, selectSamples(pool, campaign.answered));
  const { engine, workers, signal } = call;
  const threads = { engine, workers, signal };
  const trained = await lookAhead(
    {
      train: await kernel.evaluate(answered, undefined, threads),
      cross: await kernel.evaluate(unlabelled, answered, threads),
      pool: await poolTiles(campaign, flags, threads),
      targets,
      trainOutputs: await kernel.outputs?.(answered, { engine, signal }),
      poolOutputs: await kernel.outputs?.(unlabelled, { engine, signal }),
      ridge: flags.ridge,
    },
    { engine, signal },
  );
  // An infinite network has no outputs from which a change could count, only its predictions.
  const state = kernel.outputs === undefined ? rebase(trained) : trained;
  const free = Int32Array.from(left.keys()).filter((i) => flags.askAgain || !asked.has(left[i]!));
  const pick = (size: number | undefined, rows: Int32Array, seed: number) =>
    size === undefined || size >= rows.length ? rows : subsample(rows, size, seed);
  const query = await lookAheadQuery(state, flags.count ?? 1, {
    engine,
    signal,
    onProgress: call.onProgress,
    criterion: criterionOf(flags.criterion),
    pseudoLabels: flags.pseudoLabels ?? (campaign.classes === undefined ? "gaussian" : "argmax"),
    sequential: !flags.batch,
    candidates: pick(flags.candidates, free, flags.seed),
    reference: pick(flags.reference, Int32Array.from(left.keys()), flags.seed + 1),
  });
  return { rows: query.picks.map((i) => left[i]!), query, state };
}

/** The pool's kernel: computed once where it fits the memory, else tile by tile. */
async function poolTiles(
  { kernel, pool, left }: Campaign,
  { memory }: QueryFlags,
  call: KernelCall,
): Promise<Matrix | SymmetricTiles> {
  const unlabelled = selectSamples(pool, left);
  if (8 * left.length ** 2 <= memory * 2 ** 30) return kernel.evaluate(unlabelled, undefined, call);
  return {
    size: left.length,
    tile: (rows, cols) =>
      kernel.evaluate(selectSamples(unlabelled, rows), selectSamples(unlabelled, cols), call),
    diagonal: () => kernel.diagonal(unlabelled, call),
  };
}

function rankedCsv({ classes }: Campaign, ranked: Ranked, flags: QueryFlags): string {
  const { rows, query, state } = ranked;
  const predicted = predictions(ranked, classes);
  const reasons = Array.from(query.picks, (at, i) => {
    const sure = Math.sqrt(state.variance[at]! / state.diagonal[at]!);
    return `${criterionWords[flags.criterion]}: ${formatNumber(query.scores[i]!)}; ${(100 * sure).toFixed(0)} % of its own spread is still open`;
  });
  return formatCsv([
    { name: "rank", values: Array.from(rows, (_, i) => i + 1) },
    { name: "row", values: Array.from(rows) },
    { name: "score", values: Array.from(query.scores) },
    { name: "predicted", values: predicted },
    { name: "deviation", values: Array.from(query.picks, (at) => Math.sqrt(state.variance[at]!)) },
    { name: "reason", values: reasons },
  ]);
}

function predictions(
  { query, state }: Ranked,
  classes: readonly string[] | undefined,
): (string | number)[] {
  if (classes === undefined) return Array.from(query.picks, (at) => state.predictions.data[at]!);
  const { data } = state.predictions;
  const best = classify(matrix(state.size, classes.length, data));
  return Array.from(query.picks, (at) => classes[best[at]!]!);
}

function result(campaign: Campaign, { rows, query }: Ranked, flags: QueryFlags): Result {
  const round = campaign.state.rounds.length + 1;
  const lines = [
    `label ${plural(rows.length, "row")} of the pool next, in this order: ${flags.out}`,
    `${campaign.targets.rows} labelled, ${campaign.left.length} unlabelled, round ${round}; ` +
      `the first is row ${rows[0]}, ${criterionWords[flags.criterion]} ${formatNumber(query.scores[0]!)}`,
  ];
  return {
    json: {
      command: "query",
      out: flags.out,
      criterion: flags.criterion,
      round,
      labelled: campaign.targets.rows,
      unlabelled: campaign.left.length,
      picks: Array.from(rows),
      scores: Array.from(query.scores),
    },
    text: `${lines.join("\n")}\n`,
  };
}
