import { writeNpz } from "@ntkit/datasets";
import { withEngine } from "../engine/with-engine.ts";
import { kernelFileName } from "../input/read-kernel.ts";
import type { Io } from "../io.ts";
import { describeArrays } from "../output/describe-arrays.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { baselineArrays } from "./baseline-arrays.ts";
import { chosenBy } from "./chosen-by.ts";
import { lookAheadArrays } from "./look-ahead-arrays.ts";
import type { QueryFlags } from "./query-flags.ts";
import { type QueryArrays, readArrays } from "./read-arrays.ts";
import type { ScoredArrays } from "./scored-arrays.ts";

/** `ntkit query` on plain arrays: a score for every row of the pool, and more as the strategy has it. */
export async function queryArrays(flags: QueryFlags, io: Io): Promise<Result> {
  const { train, poolTrain, pool, targets, f0, f0Pool, poolTargets } = flags;
  const kernels = [train, poolTrain, pool].map((file) => file && kernelFileName(file));
  const inputs = [...kernels, targets, f0, f0Pool, poolTargets];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const given = await readArrays(flags, io.cwd);
  const found = await score(given, flags, io);
  await writeFileAtomically(out, writeNpz(found.arrays));
  return result(flags, given, found);
}

function score(given: QueryArrays, flags: QueryFlags, io: Io): Promise<ScoredArrays> {
  const { strategy } = flags;
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const onProgress = (fraction: number) => {
    bar.update(fraction, strategy);
  };
  return withEngine(flags.threads, given.problem.cross.rows, (engine) => {
    const call = { engine, signal: io.signal, onProgress };
    return strategy === "look-ahead"
      ? lookAheadArrays(given, flags, call)
      : baselineArrays(strategy, given, flags, call);
  }).finally(() => {
    bar.stop();
  });
}

function result(
  flags: QueryFlags,
  { problem: { ridge } }: QueryArrays,
  { arrays, best, json }: ScoredArrays,
): Result {
  const described = describeArrays(arrays);
  const by = chosenBy(flags);
  const bestScore = arrays.score.data[best]!;
  return {
    json: {
      command: "query",
      out: flags.out,
      arrays: described.json,
      ...by.json,
      ridge,
      best,
      bestScore,
      ...json,
    },
    text:
      `wrote ${described.text} to ${flags.out}\n` +
      `label row ${best} first: ${by.reason(bestScore)}\n`,
  };
}
