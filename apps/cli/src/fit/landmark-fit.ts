import { plural } from "../screen/format.ts";
import type { TrainedModel } from "../model/trained-model.ts";
import { UsageError } from "../errors/usage-error.ts";
import { folderPath } from "../output/folder-path.ts";
import type { FitRequest } from "./fit-flags.ts";
import type { FitHooks } from "./fit-outcome.ts";
import type { FitProblem } from "./fit-problem.ts";
import type { LoadedTable } from "./load-table.ts";
import type { SplitPlan } from "./plan-search.ts";
import { searchCheckpoint } from "./search-checkpoint.ts";
import { searchLandmarks } from "./search-landmarks.ts";
import type { SearchOptions, SearchResult } from "./search-networks.ts";
import type { Choice } from "./train-model.ts";
import { trainOnLandmarks } from "./train-on-landmarks.ts";

/** How `--landmarks` searches and fits, in place of kernels of all rows. */
export interface LandmarkFit {
  readonly search: (options: SearchOptions) => Promise<SearchResult>;
  readonly train: (choice: Choice, search: SearchResult) => Promise<TrainedModel>;
}

/**
 * The two parts of a fit, through at most `count` landmark rows.
 *
 * @throws UsageError when a split has fewer training rows than that, or the checkpoint cannot be written
 */
export async function landmarkFit(
  { flags }: FitRequest,
  {
    problem,
    loaded,
    splits,
    count,
  }: {
    readonly problem: FitProblem;
    readonly loaded: LoadedTable;
    readonly splits: SplitPlan;
    readonly count: number;
  },
  { cwd, engine, workers, signal, onNote, onProgress }: FitHooks,
): Promise<LandmarkFit> {
  const least = Math.min(...splits.splits.map(({ train }) => train.length));
  if (count > least) {
    throw new UsageError(
      `--landmarks: must be at most the number of rows that a split learns from, ${least}, got ${count}`,
    );
  }
  const { target, exclude, missing, seed } = flags;
  const identity = { sha256: loaded.sha256, target, exclude, missing, task: problem.targets.task };
  const checkpoint =
    flags.checkpoint === undefined
      ? undefined
      : await searchCheckpoint(await folderPath(cwd, flags.checkpoint, "--checkpoint"), identity);
  const how = { engine, workers, signal, seed };
  return {
    search: (options) => {
      const settings = { ...options, ...how, landmarks: count, checkpoint };
      return searchLandmarks(problem.features, problem.targets, settings);
    },
    train: async (choice, search) => {
      const model = await trainOnLandmarks(problem, choice, search, {
        ...how,
        count,
        onProgress: (part) => {
          onProgress(0.93 + 0.05 * part, "fit to all rows");
        },
      });
      const kept = model.features.rows;
      if (kept < count) {
        onNote(`landmarks: ${plural(kept, "row")}; the others of ${count} add nothing to them`);
      }
      return model;
    },
  };
}
