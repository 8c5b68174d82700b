import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { NumericalError } from "@ntkit/linalg";
import type {
  SimulationFailure,
  SimulationPlan,
  SimulationRun,
  SimulationTask,
} from "./simulation-plan.ts";

/**
 * Runs the tasks on worker threads; `onRun` hears of each when it is done and may take its time.
 *
 * @throws NumericalError when a run has no answer; the signal's reason; what else a worker throws. The
 *   workers are ended.
 */
export async function runSimulations(
  plan: SimulationPlan,
  tasks: readonly SimulationTask[],
  threads: number,
  onRun: (run: SimulationRun) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const shared = sharedPlan(plan);
  const waiting = [...tasks];
  const workers = Array.from({ length: Math.min(threads, tasks.length) }, () =>
    startWorker(shared),
  );
  const stop = () => {
    for (const worker of workers) void worker.terminate();
  };
  signal.addEventListener("abort", stop, { once: true });
  const keepBusy = async (worker: Worker): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const answer = once(worker, "message", { signal });
      worker.postMessage(task);
      const [run] = (await answer) as [SimulationRun | SimulationFailure];
      if ("problem" in run) throw new NumericalError(run.problem, run.reason, run.detail);
      await onRun(run);
    }
  };
  try {
    await Promise.all(workers.map(keepBusy));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The worker beside this file: TypeScript, which imports sources, when this is; else JavaScript. */
function startWorker(workerData: SimulationPlan): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const file = new URL(`./simulation-worker.${fromSource ? "ts" : "js"}`, import.meta.url);
  return fromSource
    ? new Worker(file, { workerData, execArgv: ["--conditions=@ntkit/source"] })
    : new Worker(file, { workerData });
}

/** The plan with its samples on shared memory, so that workers do not copy them. */
function sharedPlan(plan: SimulationPlan): SimulationPlan {
  const share = (numbers: Float64Array): Float64Array => {
    const copy = new Float64Array(new SharedArrayBuffer(8 * numbers.length));
    copy.set(numbers);
    return copy;
  };
  const samples = ({ x, labels }: SimulationPlan["pool"]) => ({
    x: { shape: x.shape, data: share(x.data) },
    labels,
  });
  return { ...plan, pool: samples(plan.pool), test: samples(plan.test) };
}
