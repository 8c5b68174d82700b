import { parentPort, workerData } from "node:worker_threads";
import { EngineError, NumericalError, plainEngine, wasmEngine } from "@ntkit/linalg";
import type { Engine } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { simulateRun } from "./simulate-run.ts";
import type { SimulationFailure, SimulationPlan, SimulationTask } from "./simulation-plan.ts";

/** Many campaigns at a time, each on one thread: the matrices are too small to be worth more. */
const engine = await openEngine();

parentPort!.on("message", (task: SimulationTask) => {
  simulateRun(workerData as SimulationPlan, task, { engine }).then(
    (run) => {
      parentPort!.postMessage(run);
    },
    (cause: unknown) => {
      if (cause instanceof NumericalError) {
        parentPort!.postMessage(failureOf(task, cause));
        return;
      }
      queueMicrotask(() => {
        throw new Error(`simulate: ${task.strategy} with seed ${task.seed} failed`, { cause });
      });
    },
  );
});

/** An error as data: classes do not survive the way between threads. */
function failureOf({ strategy, seed }: SimulationTask, error: NumericalError): SimulationFailure {
  const { message, reason, detail } = error;
  return { problem: `${strategy} with seed ${seed}: ${message}`, reason, detail };
}

async function openEngine(): Promise<Engine> {
  try {
    return await wideIfPossible((wide) => wasmEngine({ threads: 1, wide }));
  } catch (error) {
    if (error instanceof EngineError && error.code === "not-supported") return plainEngine;
    throw error;
  }
}
