import { DataError, type Fold, kFold, trainTestSplit } from "@ntkit/datasets";
import { readNetwork } from "../input/read-network.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { Candidate } from "./candidate.ts";
import type { FitRequest } from "./fit-flags.ts";
import { mlpCandidates } from "./mlp-candidates.ts";
import { type Targets, targetCount } from "./targets.ts";

/** The networks that the options ask for, in the order in which they are tried. */
export async function planCandidates(
  { flags, protocol }: FitRequest,
  cwd: string,
): Promise<readonly Candidate[]> {
  const biasStd = flags.biasStd === 0 ? null : flags.biasStd;
  const candidates =
    protocol?.candidates ??
    (await fixedNetwork(flags.network, cwd)) ??
    mlpCandidates({ ...flags, biasStd });
  if (candidates.length > 0) return candidates;
  throw new UsageError(
    "--fixed-layers: must leave a layer to train in some network, got " +
      `${flags.fixedLayers.join()} with --depths ${flags.depths.join()}`,
  );
}

async function fixedNetwork(
  name: string | undefined,
  cwd: string,
): Promise<Candidate[] | undefined> {
  if (name === undefined) return undefined;
  const network = await readNetwork(cwd, name);
  return [{ label: name, network, settings: { network: name } }];
}

/** Rows for choosing and, when asked for, rows that are kept away from it. */
export interface SplitPlan {
  readonly splits: readonly Fold[];
  /** Rows that take part in choosing. */
  readonly search: Int32Array;
  /** Rows of the separate test. */
  readonly test: Int32Array | undefined;
}

/** Folds (or a protocol's split), stratified by class, of the rows that are not held out. */
export function planSplits(
  { flags, protocol, holdout: once }: FitRequest,
  targets: Targets,
): SplitPlan {
  const n = targetCount(targets);
  if (n < 2) {
    throw new DataError(
      `fit: table must have at least 2 rows to learn from and to check on, got ${n}`,
    );
  }
  const labels = targets.task === "classification" ? targets.labels : undefined;
  const { seed } = flags;
  const all = Int32Array.from({ length: n }, (_, row) => row);
  const held =
    flags.testFraction === undefined
      ? undefined
      : trainTestSplit(n, { testFraction: flags.testFraction, seed, ...(labels && { labels }) });
  const search = held?.train ?? all;
  const part = labels && { labels: Array.from(search, (row) => labels[row]!) };
  if (!once && flags.folds > search.length) {
    throw new UsageError(
      `--folds: must be at most the number of rows to choose on, ${search.length}, got ${flags.folds}`,
    );
  }
  const testFraction = protocol?.validation.fraction ?? 0.2;
  const folds = once
    ? [holdout(search.length, { testFraction, seed, ...part })]
    : kFold(search.length, { folds: flags.folds, seed, ...part });
  const inTable = (rows: Int32Array): Int32Array => rows.map((i) => search[i]!);
  const splits = folds.map((fold) => ({
    train: inTable(fold.train),
    validation: inTable(fold.validation),
  }));
  return { splits, search, test: held?.test };
}

function holdout(n: number, options: Parameters<typeof trainTestSplit>[1]): Fold {
  const { train, test } = trainTestSplit(n, options);
  return { train, validation: test };
}
