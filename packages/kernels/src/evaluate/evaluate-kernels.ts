import type { Network } from "@ntkit/architecture";
import type { CallOptions, Engine, Matrix } from "@ntkit/linalg";
import { matrix, NumericalError, plainEngine } from "@ntkit/linalg";
import {
  gramTileMaker,
  gramTiling,
  plainGramRecipe,
  runTasksHere,
  sharedFloat64,
  shareNumbers,
} from "@ntkit/linalg/tasks";
import type { KernelChoice } from "../angle/angle-function.ts";
import type { AnglePlan } from "../angle/plan-angles.ts";
import { angleScales, planAngles } from "../angle/plan-angles.ts";
import type { KernelWorkers } from "../kernel-workers.ts";
import type { Instruction } from "../network/compile.ts";
import type { Machine } from "../wasm/machine.ts";
import { createMachine } from "../wasm/machine.ts";
import { pairKernels } from "../wasm/pair-kernels.ts";
import { inputVariances } from "./input-moments.ts";
import { progressPart } from "./progress-part.ts";
import type { KernelGram, KernelJob } from "./kernel-job.ts";
import { countTasks, jobProgram, keepRows } from "./run-job.ts";

/** What to evaluate, and on what. */
export interface Evaluation {
  readonly networks: readonly Network[];
  readonly programs: readonly (readonly Instruction[])[];
  readonly choices: readonly KernelChoice[];
  readonly x1: Matrix;
  readonly x2: Matrix | undefined;
  /** Left out for the bits of the plain one, computed where they are needed. */
  readonly engine: Engine | undefined;
  /** Left out where the calling thread must do it, because the networks have functions in them. */
  readonly workers: KernelWorkers | undefined;
  /** Tables that are there already; null for none. Left out, they are made when they are worth it. */
  readonly plan?: AnglePlan | null;
}

/** The part of an evaluation that inner products are reckoned as, for progress. */
const PRODUCTS = 0.4;

/** Pairs times layers below which telling the workers takes longer than the work. */
const SMALL = 2e5;

/** Multiplications of the inner products below which they are sooner made all at once. */
const FEW_PRODUCTS = 2e5;

/** The chosen kernels, each [rows of x₁, rows of x₂]. */
export async function evaluateKernels(
  evaluation: Evaluation,
  call: CallOptions,
): Promise<Matrix[]> {
  const { x1, x2 = x1, choices, programs } = evaluation;
  const symmetric = x2 === x1;
  const left = inputVariances(x1);
  const variances = { left, right: symmetric ? left : inputVariances(x2) };
  if (choices.length === 0) return [];
  const machine = await createMachine(await pairKernels());
  const pairs = x1.rows * x2.rows;
  const work = pairs * Math.max(...programs.map(({ length }) => length));
  const workers = work < SMALL ? undefined : evaluation.workers;
  const allocate = workers ? sharedFloat64 : (length: number) => new Float64Array(length);
  const { plan = planAngles(programs, choices, variances, pairs, machine) } = evaluation;
  const angles = plan && { tables: plan.tables, scales: angleScales(plan, variances) };
  const kept = angles ? [] : keepRows(programs, variances, allocate);
  const share = (x: Matrix): Matrix => (workers ? { ...x, data: shareNumbers(x.data) } : x);
  const first = share(x1);
  const rows = { x1: first, x2: symmetric ? first : share(x2), symmetric };
  const gram = await gramFor({ ...evaluation, workers }, symmetric);
  const rest = gram ? call : progressPart(call, PRODUCTS, 1);
  const products = gram ? null : await productsOf(evaluation.engine, rows, workers, call);
  const last = choices.length - 1;
  const job: KernelJob = {
    networks: workers ? evaluation.networks : [],
    ...rows,
    products,
    gram,
    variances,
    outputs: choices.map((choice, i) => ({
      ...choice,
      data: products && i === last ? products : allocate(pairs),
    })),
    kept,
    angles,
  };
  await runJob(job, programs, machine, workers, rest);
  return job.outputs.map(({ data }) => matrix(x1.rows, x2.rows, data));
}

/** How inner products are computed tile by tile; null where the engine must do them all at once. */
async function gramFor(
  { x1, x2, engine, workers }: Evaluation,
  symmetric: boolean,
): Promise<KernelGram | null> {
  const other = symmetric ? undefined : x2;
  if (x1.rows * (other ?? x1).rows * x1.cols < FEW_PRODUCTS) return null;
  if (engine && !engine.gramRecipe) return null;
  const recipe = engine?.gramRecipe ?? (await plainGramRecipe());
  // An engine with threads computes faster than one thread that has none to help it.
  if (!workers && recipe.threads > 1) return null;
  return { recipe, tiling: gramTiling(workers?.threads ?? 1, x1, other) };
}

/** x₁ x₂ᵀ, or its lower half, where the result may lie. */
async function productsOf(
  engine: Engine = plainEngine,
  { x1, x2, symmetric }: Pick<KernelJob, "x1" | "x2" | "symmetric">,
  workers: KernelWorkers | undefined,
  call: CallOptions,
): Promise<Float64Array> {
  const other = symmetric ? undefined : x2;
  const options = progressPart(call, 0, PRODUCTS);
  if (workers && engine.gramInto) {
    const c = matrix(x1.rows, x2.rows, sharedFloat64(x1.rows * x2.rows));
    await engine.gramInto(c, x1, other, options);
    return c.data;
  }
  const { data } = await engine.gram(x1, other, options);
  return workers ? shareNumbers(data) : data;
}

async function runJob(
  job: KernelJob,
  programs: Evaluation["programs"],
  machine: Machine,
  workers: KernelWorkers | undefined,
  call: CallOptions,
): Promise<void> {
  const outcome = workers
    ? await workers.run(job, countTasks(job), call)
    : await runTasksHere(await jobProgram(job, () => programs, machine, gramTileMaker), call);
  if (outcome.notFinite) throw notFinite(job);
}

function notFinite({ outputs, x2 }: KernelJob): NumericalError {
  for (const { kind, data } of outputs) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const [row, column] = [Math.floor(at / x2.rows), at % x2.rows];
    return new NumericalError(
      `kernel: the ${kind} must be finite, got ${data[at]!} for rows ${row} and ${column}; smaller inputs or a smaller weightStd keep it finite`,
      "non-finite",
      { row, column },
    );
  }
  throw new Error("kernel: what was not finite must be found");
}
