import type { KernelWorkers } from "@ntkit/kernels";
import { type Matrix, matrix, selectRows } from "@ntkit/linalg";
import type { ConfigurationResult } from "@ntkit/solvers";
import type { Candidate } from "./candidate.ts";
import { chooseBest } from "./choose-best.ts";
import { metricOf } from "./intervals.ts";
import { landmarkPath } from "./landmark-path.ts";
import { predictInTiles } from "./predict-in-tiles.ts";
import type { SearchCheckpoint } from "./search-checkpoint.ts";
import type { SearchOptions, SearchResult, Split } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";

/** What to search, through how many landmark rows. */
export interface LandmarkSearch extends Omit<SearchOptions, "solver"> {
  readonly landmarks: number;
  readonly seed: number;
  readonly workers?: KernelWorkers | undefined;
  /** Where the predictions of every network on every split are kept. */
  readonly checkpoint?: SearchCheckpoint | undefined;
}

/**
 * `searchNetworks` for tables whose kernels have no room: ridge regression through landmark rows, one pass over
 * n × landmarks kernel entries for all penalties of a network.
 */
export async function searchLandmarks(
  features: (train: Int32Array) => Matrix,
  targets: Targets,
  options: LandmarkSearch,
): Promise<SearchResult> {
  const { candidates, splits, ties = "squared-error" } = options;
  const y = targetMatrix(targets);
  const found: Matrix[][][] = [];
  for (const [s, split] of splits.entries()) {
    const x = features(split.train);
    const ofSplit: Matrix[][] = [];
    for (const [c, candidate] of candidates.entries()) {
      const before = s * candidates.length + c;
      const onProgress = (part: number): void =>
        options.onProgress?.((before + part) / (splits.length * candidates.length));
      ofSplit.push(await judge(candidate, { x, y, split }, { ...options, onProgress }));
      onProgress(1);
    }
    found.push(ofSplit);
  }
  const search = summarise(found, targets, options);
  return { ...search, best: chooseBest(search, y, ties) };
}

interface SplitData {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly split: Split;
}

/** Predictions of the validation rows, one matrix per penalty; from the checkpoint where it has them. */
async function judge(
  { network }: Candidate,
  { x, y, split }: SplitData,
  { landmarks: count, penalties: ridges, checkpoint, ...how }: LandmarkSearch,
): Promise<Matrix[]> {
  how.signal?.throwIfAborted();
  const place = { network, kernel: how.kernel, count, seed: how.seed, ridges, split };
  const shape = { rows: split.validation.length, cols: y.cols };
  const kept = await checkpoint?.read(place, shape);
  if (kept !== undefined) return kept;
  const [known, learnt] = [selectRows(x, split.train), selectRows(y, split.train)];
  const path = await landmarkPath(known, learnt, { ...how, network, count, ridges });
  const held = selectRows(x, split.validation);
  const { kernel, engine, workers, signal } = how;
  const predictions = await predictInTiles(held, {
    ...path,
    network,
    kernel,
    engine,
    workers,
    signal,
  });
  await checkpoint?.write(place, predictions);
  return predictions;
}

/** Predictions by split, candidate and penalty, as a cross-validation. */
function summarise(
  found: readonly (readonly (readonly Matrix[])[])[],
  targets: Targets,
  { candidates, splits, penalties }: LandmarkSearch,
): Omit<SearchResult, "best"> {
  const metric = metricOf(targets.task);
  const rows = Int32Array.from(splits.flatMap(({ validation }) => [...validation]));
  const foldOf = Int32Array.from(
    splits.flatMap(({ validation }, s) => [...validation.map(() => s)]),
  );
  const y = targetMatrix(targets);
  const configurations = candidates.flatMap(({ label }, candidateIndex) =>
    penalties.map((value, p): ConfigurationResult => {
      const parts = found.map((ofSplit) => ofSplit[candidateIndex]![p]!);
      const foldScores = Float64Array.from(parts, (part, s) =>
        metric.fromMean(average(metric.rowValues(part, selectRows(y, splits[s]!.validation)))),
      );
      const predictions = matrix(rows.length, y.cols, stacked(parts));
      const rowValues = metric.rowValues(predictions, selectRows(y, rows));
      return {
        candidate: label,
        candidateIndex,
        learner: "ridge",
        learnerIndex: 0,
        value,
        foldScores,
        mean: average(foldScores),
        interval: metric.interval(rowValues, 0.95),
        predictions,
        rowValues,
      };
    }),
  );
  return { metric, rows, foldOf, configurations };
}

function stacked(parts: readonly Matrix[]): Float64Array {
  const data = new Float64Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return data;
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
