import type { Network } from "@ntkit/architecture";
import type { CallOptions, Engine, Matrix } from "@ntkit/linalg";
import { matrix, NumericalError } from "@ntkit/linalg";
import { runTasksHere, sharedFloat64, shareNumbers } from "@ntkit/linalg/tasks";
import type { KernelChoice } from "../angle/angle-function.ts";
import type { AnglePlan } from "../angle/plan-angles.ts";
import { angleScales, planAngles } from "../angle/plan-angles.ts";
import type { KernelWorkers } from "../kernel-workers.ts";
import type { Instruction } from "../network/compile.ts";
import type { Machine } from "../wasm/machine.ts";
import { createMachine } from "../wasm/machine.ts";
import { pairKernels } from "../wasm/pair-kernels.ts";
import { inputVariances } from "./input-moments.ts";
import type { KernelJob } from "./kernel-job.ts";
import { jobProgram, keepRows } from "./run-job.ts";
import { countTiles } from "./tile-program.ts";

/** What to evaluate, and on what. */
export interface Evaluation {
  readonly networks: readonly Network[];
  readonly programs: readonly (readonly Instruction[])[];
  readonly choices: readonly KernelChoice[];
  readonly x1: Matrix;
  readonly x2: Matrix | undefined;
  readonly engine: Engine;
  /** Left out where the calling thread must do it, because the networks have functions in them. */
  readonly workers: KernelWorkers | undefined;
  /** Tables that are there already; null for none. Left out, they are made when they are worth it. */
  readonly plan?: AnglePlan | null;
}

/** The part of an evaluation that inner products are reckoned as, for progress. */
const PRODUCTS = 0.4;

/** Pairs times layers below which telling the workers takes longer than the work. */
const SMALL = 2e5;

/** The chosen kernels, each [rows of x₁, rows of x₂]. The last one lies where the inner products lay. */
export async function evaluateKernels(
  evaluation: Evaluation,
  call: CallOptions,
): Promise<Matrix[]> {
  const { x1, x2 = x1, choices, programs, engine } = evaluation;
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
  const gram = await engine.gram(x1, symmetric ? undefined : x2, part(call, 0, PRODUCTS));
  const products = workers ? shareNumbers(gram.data) : gram.data;
  const job: KernelJob = {
    networks: workers ? evaluation.networks : [],
    x1: workers ? { ...x1, data: shareNumbers(x1.data) } : x1,
    x2: workers ? { ...x2, data: shareNumbers(x2.data) } : x2,
    symmetric,
    products,
    variances,
    outputs: choices.map((choice, i) => ({
      ...choice,
      data: i === choices.length - 1 ? products : allocate(pairs),
    })),
    kept,
    angles,
  };
  await runJob(job, programs, machine, workers, part(call, PRODUCTS, 1));
  return job.outputs.map(({ data }) => matrix(x1.rows, x2.rows, data));
}

async function runJob(
  job: KernelJob,
  programs: Evaluation["programs"],
  machine: Machine,
  workers: KernelWorkers | undefined,
  call: CallOptions,
): Promise<void> {
  const outcome = workers
    ? await workers.run(job, countTiles(job), call)
    : await runTasksHere(
        jobProgram(job, () => programs, machine),
        call,
      );
  if (outcome.notFinite) throw notFinite(job);
}

/** A call whose progress is the part from `from` to `to` of the whole. */
function part({ signal, onProgress }: CallOptions, from: number, to: number): CallOptions {
  return {
    signal,
    onProgress:
      onProgress &&
      ((fraction) => {
        onProgress(from + (to - from) * fraction);
      }),
  };
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
