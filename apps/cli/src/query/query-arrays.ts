import {
  type LookAheadState,
  type PseudoLabels,
  lookAhead,
  lookAheadPredictions,
  pseudoLabels,
  scoreCandidates,
} from "@ntkit/active-learning";
import { DataError, writeNpz } from "@ntkit/datasets";
import { type EngineOptions, type Matrix, matrix } from "@ntkit/linalg";
import {
  assertSameSource,
  assertShape,
  kernelFileName,
  readKernel,
  readKernelFile,
} from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import { readOutputs } from "../input/read-outputs.ts";
import type { Io } from "../io.ts";
import { formatNumber } from "../screen/format.ts";
import { type FloatArray, describeArrays } from "../output/describe-arrays.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { UsageError } from "../errors/usage-error.ts";
import { withEngine } from "../engine/with-engine.ts";
import { criterionOf, criterionWords } from "./criteria.ts";
import type { QueryFlags } from "./query-flags.ts";

/** The flags of the arrays form, with what it needs. */
type ArrayFlags = QueryFlags & Required<Pick<QueryFlags, "train" | "poolTrain" | "targets">>;

/** `ntkit query` on plain arrays: scores and look-ahead predictions for every row of the pool. */
export async function queryArrays(flags: QueryFlags, io: Io): Promise<Result> {
  const given = required(flags);
  const { train, poolTrain, pool, targets: targetsFile, f0, f0Pool, poolTargets } = flags;
  const kernels = [train, poolTrain, pool].map((file) => file && kernelFileName(file));
  const inputs = [...kernels, targetsFile, f0, f0Pool, poolTargets];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const { problem, given: targets } = await readProblem(given, io);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const found = await withEngine(flags.threads, problem.cross.rows, async (engine) => {
    const call = {
      engine,
      signal: io.signal,
      onProgress: (fraction: number) => {
        bar.update(fraction, "look-ahead");
      },
    };
    const state = await lookAhead(problem, { engine, signal: io.signal });
    return compute(state, targets, flags, call);
  }).finally(() => {
    bar.stop();
  });
  await writeFileAtomically(out, writeNpz(found.arrays));
  return result(flags, found);
}

function required(flags: QueryFlags): ArrayFlags {
  const { train, poolTrain, targets } = flags;
  if (train !== undefined && poolTrain !== undefined && targets !== undefined) {
    return { ...flags, train, poolTrain, targets };
  }
  const missing = Object.entries({
    "--train": train,
    "--pool-train": poolTrain,
    "--targets": targets,
  })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  throw new UsageError(
    `query: --train, --pool-train, --pool and --targets must come together, got no ${missing.join(", no ")}`,
    { missing },
  );
}

async function readProblem(flags: ArrayFlags, io: Io) {
  const { cwd } = io;
  const files = {
    train: await readKernel(cwd, flags.train),
    pool: await readKernel(cwd, flags.pool),
    cross: await readKernelFile(cwd, flags.poolTrain),
  };
  const [train, pool, cross] = [files.train.matrix, files.pool.matrix, files.cross.matrix];
  const n = train.rows;
  assertSameSource(files.cross, files.train);
  assertShape(cross, flags.poolTrain, pool.rows, n, "(rows of --pool × rows of --train)");
  const targets = await readColumns(cwd, flags.targets);
  if (targets.rows !== n) {
    throw new DataError(
      `must have ${n} rows like the kernel ${flags.train}, got ${targets.rows}×${targets.cols}`,
      { file: flags.targets },
    );
  }
  const outputs = (file: string | undefined, rows: number) =>
    readOutputs(cwd, file, rows, targets.cols);
  const problem = {
    train,
    cross,
    pool,
    targets,
    trainOutputs: await outputs(flags.f0, n),
    poolOutputs: await outputs(flags.f0Pool, pool.rows),
    ridge: flags.ridge,
  };
  return { problem, given: await outputs(flags.poolTargets, pool.rows) };
}

interface Found {
  readonly arrays: Record<string, FloatArray>;
  readonly best: number;
  readonly bestScore: number;
  readonly redundant: number;
}

async function compute(
  state: LookAheadState,
  given: Matrix | undefined,
  flags: QueryFlags,
  call: EngineOptions,
): Promise<Found> {
  const kind = labelKind(state, given, flags);
  const criterion = criterionOf(flags.criterion);
  const options = { criterion, pseudoLabels: kind };
  const { scores, redundant } = await scoreCandidates(state, { ...options, ...call });
  const arrays: Found["arrays"] = { score: { shape: [state.size], data: scores } };
  if (flags.lookahead !== false && (given !== undefined || kind === "argmax")) {
    arrays.lookahead = await allPredictions(state, kind, call);
  }
  const best = scores.reduce((top, score, row) => (score > scores[top]! ? row : top), 0);
  return { arrays, best, bestScore: scores[best]!, redundant: redundant.length };
}

function labelKind(
  state: LookAheadState,
  given: Matrix | undefined,
  { pseudoLabels: kind }: QueryFlags,
): PseudoLabels {
  if (given !== undefined) return given;
  return kind ?? (state.predictions.cols === 1 ? "gaussian" : "argmax");
}

/** f⁺ for every row as candidate: [C, M] for one output, [C, M, O] for more. */
async function allPredictions(
  state: LookAheadState,
  kind: PseudoLabels,
  call: EngineOptions,
): Promise<FloatArray> {
  const outputs = state.predictions.cols;
  const rows = Array.from({ length: state.size }, (_, row) => row);
  const labelOf = pseudoLabels(state, { pseudoLabels: kind });
  const targets = matrix(state.size, outputs);
  for (const row of rows) targets.data.set(labelOf(row)[0]!.target, row * outputs);
  const data = await lookAheadPredictions(state, rows, targets, call);
  const shape = [state.size, state.size, ...(outputs === 1 ? [] : [outputs])];
  return { shape, data };
}

function result(flags: QueryFlags, { arrays, best, bestScore, redundant }: Found): Result {
  const described = describeArrays(arrays);
  return {
    json: {
      command: "query",
      out: flags.out,
      arrays: described.json,
      criterion: flags.criterion,
      best,
      bestScore,
      redundant,
    },
    text:
      `wrote ${described.text} to ${flags.out}\n` +
      `label row ${best} first: ${criterionWords[flags.criterion]} ${formatNumber(bestScore)}\n`,
  };
}
