import type { KernelThreads } from "../kernel/with-kernel-threads.ts";
import { selectRows } from "@ntkit/linalg";
import type { ModelProvenance } from "../model/write-model.ts";
import type { TrainedModel } from "../model/trained-model.ts";
import type { Candidate } from "./candidate.ts";
import { chooseByLikelihood } from "./choose-by-likelihood.ts";
import { correctedEstimate } from "./corrected-estimate.ts";
import { refuseDuplicateRows } from "./duplicate-rows.ts";
import { type FitRequest, assertLossFits } from "./fit-flags.ts";
import { type FitProblem, fitProblem, nameRow } from "./fit-problem.ts";
import type { LikelyCandidate } from "./likelihood.ts";
import { type KnownNoise, knownNoise } from "./noise.ts";
import { type FitSummary, fitSummary } from "./fit-summary.ts";
import { numbersReadAsWords } from "./numbers-read-as-words.ts";
import { type Estimate, estimate, metricOf } from "./intervals.ts";
import { landmarkFit } from "./landmark-fit.ts";
import { linearBaseline } from "./linear-baseline.ts";
import type { LoadedTable } from "./load-table.ts";
import { type SplitPlan, planCandidates, planSplits } from "./plan-search.ts";
import { refuseOneClassSplits } from "./refuse-one-class-splits.ts";
import { refuseTooManyRows } from "./refuse-too-many-rows.ts";
import { type SearchOptions, type SearchResult, searchNetworks } from "./search-networks.ts";
import { type Targets, targetMatrix } from "./targets.ts";
import { trainModel } from "./train-model.ts";
import { trivialScores } from "./trivial-baseline.ts";

/** Everything that a fit found. */
export interface FitOutcome {
  readonly problem: FitProblem;
  readonly candidates: readonly Candidate[];
  readonly splits: SplitPlan;
  readonly search: SearchResult;
  readonly summary: FitSummary;
  /** The chosen setting's estimate with the optimism of choosing taken out. */
  readonly corrected: Estimate | undefined;
  /** Of the rows that --test-fraction held out, by the chosen setting fitted to the other rows. */
  readonly test: Estimate | undefined;
  /** Every network with its marginal likelihood, where that chose. */
  readonly likelihood: readonly LikelyCandidate[] | undefined;
  readonly model: TrainedModel;
  readonly provenance: ModelProvenance;
}

/** How a fit reports on itself and is stopped. */
export interface FitHooks extends KernelThreads {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, step: string) => void;
  readonly onNote: (text: string) => void;
}

/** Chooses a network and a penalty on held-out rows, tests if asked to, and fits the choice to all rows. */
export async function fitOutcome(
  request: FitRequest,
  loaded: LoadedTable,
  hooks: FitHooks,
): Promise<FitOutcome> {
  const { flags, protocol, solver } = request;
  const noise = flags.noise === undefined ? undefined : knownNoise(loaded.table, flags.noise);
  const problem = problemOf(request, loaded, noise);
  if (problem.guess !== undefined) {
    const { task, why } = problem.guess;
    hooks.onNote(`task: ${task}, since ${why} (--task chooses)`);
  }
  const leftOut = new Set([flags.target, ...(flags.exclude ?? [])]);
  for (const line of numbersReadAsWords(loaded.table, leftOut)) hooks.onNote(line);
  assertLossFits(flags.loss, flags.noise, problem.targets.task);
  assertProtocolFits(request, problem);
  const planned = await planCandidates(request, hooks.cwd);
  const splits = planSplits(request, problem.targets);
  const likely =
    flags.likelihood && (await chooseByLikelihood(request, problem, planned, splits.search, hooks));
  const candidates = likely ? [likely.best.candidate] : planned;
  const penalties = likely ? [likely.best.relativeNoise] : request.penalties;
  if (request.penalty === "ridge" && penalties.includes(0)) {
    const all = Int32Array.from({ length: loaded.table.rows }, (_, row) => row);
    refuseDuplicateRows(problem.features(all), (row) => nameRow(loaded.table, row));
  }
  if (solver === "svm") refuseOneClassSplits(problem.targets, splits.splits);
  const kernel = protocol?.kernel ?? flags.kernel;
  const call = { engine: hooks.engine, workers: hooks.workers, signal: hooks.signal };
  const huberDelta =
    flags.loss === "huber" ? (flags.huberDelta ?? targetDeviation(problem.targets)) : undefined;
  const learning = {
    solver,
    penalty: request.penalty,
    loss: flags.loss,
    huberDelta,
    noiseShape: noise?.shape,
  };
  const setting = { ...learning, kernel, ...call };
  const landmarks =
    flags.landmarks === undefined
      ? undefined
      : await landmarkFit(request, { problem, loaded, splits, count: flags.landmarks }, hooks);
  if (landmarks === undefined) refuseTooManyRows(splits.search.length, candidates.length);
  const searchWith =
    landmarks?.search ??
    ((options: SearchOptions) => searchNetworks(problem.features, problem.targets, options));
  const search = await searchWith({
    ...setting,
    candidates,
    splits: splits.splits,
    penalties,
    ties: protocol?.ties ?? "squared-error",
    onProgress: (part) => {
      hooks.onProgress(0.9 * part, "choosing");
    },
  });
  const linear = await linearBaseline(problem.features, problem.targets, {
    ...setting,
    // early stopping has no grid of its own to tune the baseline on
    penalty: solver === "svm" ? "C" : "ridge",
    searchWith: landmarks?.search,
    splits: splits.splits,
    measured: { candidates, penalties, search },
  });
  const trivial = trivialScores(problem.targets, splits.splits);
  const summary = fitSummary(search, candidates, problem.targets, { linear, trivial });
  const candidate = candidates[search.best.candidateIndex]!;
  const amplitude = likely ? likely.best.amplitude : undefined;
  const choice = { candidate, kernel, learning, noise, amplitude, penalty: search.best.value };
  const test =
    splits.test &&
    (await searchWith({
      ...setting,
      candidates: [candidate],
      splits: [{ train: splits.search, validation: splits.test }],
      penalties: [choice.penalty],
    }));
  hooks.onProgress(0.93, "fit to all rows");
  const model = await (landmarks?.train(choice, search) ??
    trainModel(problem, choice, search, call));
  const corrected = correctedEstimate(search, flags.seed);
  return {
    problem,
    candidates,
    splits,
    search,
    summary,
    corrected,
    test: test && testEstimate(test, problem.targets),
    likelihood: likely ? likely.all : undefined,
    model,
    provenance: provenance(request, loaded, {
      candidates: planned,
      penalties,
      splits,
      summary,
      corrected,
      model,
    }),
  };
}

function testEstimate({ best, rows }: SearchResult, targets: Targets): Estimate {
  return estimate(
    metricOf(targets.task),
    best.predictions,
    selectRows(targetMatrix(targets), rows),
  );
}

/** The standard deviation of a numeric target; 1 where it does not vary, and nothing depends on it. */
function targetDeviation(targets: Targets): number {
  const { data, rows } = targetMatrix(targets);
  const mean = data.reduce((sum, y) => sum + y, 0) / rows;
  return Math.sqrt(data.reduce((sum, y) => sum + (y - mean) ** 2, 0) / rows) || 1;
}

function problemOf(
  { flags, protocol }: FitRequest,
  { table }: LoadedTable,
  noise: KnownNoise | undefined,
): FitProblem {
  return fitProblem(table, {
    target: flags.target,
    task: flags.task ?? (protocol && "classification"),
    exclude: [...(flags.exclude ?? []), ...(noise?.column === undefined ? [] : [noise.column])],
    missing: flags.missing,
    standardize: protocol?.standardize ?? true,
  });
}

function assertProtocolFits({ protocol }: FitRequest, { table }: FitProblem): void {
  if (protocol === undefined || table.rows <= protocol.skips.rowsAbove) return;
  throw new RangeError(
    `fit: protocol ${protocol.name} takes tables of at most ${protocol.skips.rowsAbove} rows, got ${table.rows}`,
  );
}

function provenance(
  { flags, protocol }: FitRequest,
  loaded: LoadedTable,
  found: Pick<FitOutcome, "candidates" | "splits" | "summary" | "corrected" | "model"> & {
    readonly penalties: readonly number[];
  },
): ModelProvenance {
  const { summary } = found;
  return {
    search: {
      label: summary.chosen.label,
      folds: found.splits.splits.length,
      candidates: found.candidates.length,
      penalties: found.penalties.map((value) => (value === Infinity ? "inf" : value)),
      ...(flags.likelihood && { chosenBy: "marginal-likelihood" as const }),
      metric: summary.metric,
      crossValidated: { ...summary.chosen.estimate },
      ...(found.corrected && { corrected: { ...found.corrected } }),
      ...(protocol && { protocol: protocol.name }),
    },
    seed: flags.seed,
    data: {
      file: loaded.name,
      sha256: loaded.sha256,
      rows: loaded.table.rows,
      columns: loaded.table.columns.length,
      features: found.model.features.cols,
    },
  };
}
