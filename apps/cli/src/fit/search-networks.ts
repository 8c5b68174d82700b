import { kernelFunctions } from "@ntkit/kernels";
import { type Matrix, selectRows, submatrix } from "@ntkit/linalg";
import {
  type ConfigurationResult,
  type CrossValidation,
  type FoldKernel,
  crossValidate,
} from "@ntkit/solvers";
import type { KernelCall } from "../kernel/kernel-call.ts";
import type { Candidate } from "./candidate.ts";
import { type Ties, chooseBest } from "./choose-best.ts";
import { metricOf } from "./intervals.ts";
import { type Learning, learnerOf } from "./learn.ts";
import { type Targets, targetCount, targetMatrix } from "./targets.ts";

/** Row indices to learn from and to check on. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Features of all rows [n, d]; or how to get them when they depend on the training rows of a split
 * (standardising, levels of categories), so that nothing of the validation rows leaks into them.
 */
export type Features = Matrix | ((train: Int32Array) => Matrix);

/** What to search, and how. */
export interface SearchOptions extends KernelCall, Learning {
  readonly candidates: readonly Candidate[];
  readonly splits: readonly Split[];
  /** The values of what `penalty` says. */
  readonly penalties: readonly number[];
  readonly kernel: "ntk" | "nngp";
  /** Which of two equally good settings is chosen, in the order (candidate, penalty). Default "squared-error". */
  readonly ties?: Ties;
}

/** What a search measured, and which setting is best. */
export interface SearchResult extends CrossValidation {
  readonly best: ConfigurationResult;
}

/**
 * Measures every candidate network with every penalty on every split, and chooses.
 *
 * The kernels of all candidates are computed together, so layers that networks share are computed once; when
 * the features do not depend on the split, the splits share the kernels too. Chosen is the best metric over all
 * validation rows together.
 *
 * @returns out-of-fold scores of all settings, O(settings · n · outputs) memory besides the kernels
 * @throws {@link NumericalError} when a training kernel cannot be solved with; it names split and candidate
 * @throws {@link RangeError} when a list is empty or the rows do not fit
 */
export async function searchNetworks(
  features: Features,
  targets: Targets,
  options: SearchOptions,
): Promise<SearchResult> {
  assertSearchable(features, targets, options);
  const { candidates, splits, engine, signal, onProgress, ties = "squared-error" } = options;
  const shared = typeof features === "function" ? undefined : await allKernels(features, options);
  const problem = {
    targets: targetMatrix(targets),
    folds: splits,
    candidates: candidates.map((candidate) => candidate.label),
    kernels: (_: unknown, s: number) =>
      typeof features === "function"
        ? foldKernels(features(splits[s]!.train), splits[s]!, options)
        : parts(shared!, splits[s]!),
    learners: [learnerOf(options, options.penalties)],
    metric: metricOf(targets.task),
  };
  const found = await crossValidate(problem, { engine, signal, onProgress });
  return { ...found, best: chooseBest(found, problem.targets, ties) };
}

async function foldKernels(
  x: Matrix,
  { train, validation }: Split,
  { candidates, kernel, engine, workers, signal }: SearchOptions,
): Promise<FoldKernel[]> {
  const functions = kernelFunctions(candidates.map((candidate) => candidate.network));
  const known = selectRows(x, train);
  const call = { get: [kernel], engine, workers, signal };
  const inner = await functions.evaluate(known, undefined, call);
  const cross = await functions.evaluate(selectRows(x, validation), known, call);
  return inner.map((found, c) => ({ train: found[kernel], cross: cross[c]![kernel] }));
}

async function allKernels(
  x: Matrix,
  { candidates, kernel, engine, workers, signal }: SearchOptions,
): Promise<Matrix[]> {
  const functions = kernelFunctions(candidates.map((candidate) => candidate.network));
  const found = await functions.evaluate(x, undefined, { get: [kernel], engine, workers, signal });
  return found.map((matrices) => matrices[kernel]);
}

function* parts(kernels: readonly Matrix[], { train, validation }: Split): Generator<FoldKernel> {
  for (const kernel of kernels) {
    yield { train: submatrix(kernel, train, train), cross: submatrix(kernel, validation, train) };
  }
}

function assertSearchable(features: Features, targets: Targets, options: SearchOptions): void {
  const { candidates, splits, penalties } = options;
  for (const [name, list] of Object.entries({ candidates, splits, penalties })) {
    if (list.length === 0)
      throw new RangeError(`searchNetworks: ${name} must not be empty, got []`);
  }
  const n = targetCount(targets);
  if (typeof features !== "function" && features.rows !== n) {
    throw new RangeError(
      `searchNetworks: features must have ${n} rows (one per target), got ${features.rows}`,
    );
  }
  if (options.solver === "svm" && targets.task === "regression") {
    throw new RangeError('searchNetworks: solver must be "ridge" for regression, got "svm"');
  }
}
