import { resolve } from "node:path";
import type { Io } from "../io.ts";
import { withEngine } from "../engine/with-engine.ts";
import { withWorkers } from "../engine/with-workers.ts";
import type { EngineAndWorkers } from "../engine/with-workers.ts";
import type { PoolKernel } from "./pool-kernel.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { formatNumber, plural } from "../screen/format.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { type Campaign, openCampaign } from "./campaign.ts";
import { type ChosenBy, chosenBy } from "./chosen-by.ts";
import { describeCost } from "./describe-cost.ts";
import type { QueryFlags } from "./query-flags.ts";
import { writeQueryState } from "./query-state.ts";
import { type Ranked, rankPool } from "./rank-pool.ts";
import { rankedCsv } from "./ranked-csv.ts";

/** `ntkit query` on a network, labelled samples and a pool: a ranked list of what to label next. */
export async function queryPool(flags: QueryFlags, io: Io): Promise<Result> {
  const { network, model, parameters, labelled, labels, pool, answers } = flags;
  const inputs = [network, model, parameters, labelled, labels, pool, answers];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const campaign = await openCampaign(flags, io);
  if (flags.dryRun === true) return describeCost(campaign, flags);
  const ranked = await rank(campaign, flags, io);
  const by = chosenBy(flags);
  await writeFileAtomically(out, rankedCsv(ranked, campaign.classes, by.reason));
  if (flags.state !== undefined) {
    const round = { criterion: by.name, picks: Array.from(ranked.rows) };
    await writeQueryState(resolve(io.cwd, flags.state), {
      ...campaign.state,
      rounds: [...campaign.state.rounds, round],
    });
  }
  return result(campaign, ranked, by, flags.out);
}

function rank(campaign: Campaign, flags: QueryFlags, io: Io): Promise<Ranked> {
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const onProgress = (fraction: number) => {
    bar.update(fraction, flags.strategy);
  };
  const { kernel, left } = campaign;
  const on = ({ engine, workers = kernel }: EngineAndWorkers<PoolKernel>) =>
    rankPool({ ...campaign, kernel: workers }, flags, { engine, signal: io.signal, onProgress });
  const ranked =
    kernel.onThreads === undefined
      ? withEngine(flags.threads, left.length, (engine) => on({ engine, workers: undefined }))
      : withWorkers(flags.threads, left.length, kernel.onThreads, on);
  return ranked.finally(() => {
    bar.stop();
  });
}

function result(
  { state, targets, left }: Campaign,
  { rows, query, state: { ridge } }: Ranked,
  { reason, json }: ChosenBy,
  out: string,
): Result {
  const round = state.rounds.length + 1;
  const lines = [
    `label ${plural(rows.length, "row")} of the pool next, in this order: ${out}`,
    `${targets.rows} labelled, ${left.length} unlabelled, round ${round}, ridge ${formatNumber(ridge)}; ` +
      `the first is row ${rows[0]}, ${reason(query.scores[0]!)}`,
  ];
  return {
    json: {
      command: "query",
      out,
      ...json,
      ridge,
      round,
      labelled: targets.rows,
      unlabelled: left.length,
      picks: Array.from(rows),
      scores: Array.from(query.scores),
    },
    text: `${lines.join("\n")}\n`,
  };
}
