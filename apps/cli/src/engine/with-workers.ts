import { availableParallelism } from "node:os";
import type { Engine } from "@ntkit/linalg";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { withEngine } from "./with-engine.ts";

/** Below this many rows the start of the threads takes longer than what they save. */
const FEW_ROWS = 400;

/** An engine, and threads that do what it cannot. */
export interface EngineAndWorkers<Workers> {
  readonly engine: Engine;
  /** Undefined for one thread. */
  readonly workers: Workers | undefined;
}

/** How threads are started that end when they are disposed. */
export type OpenWorkers<Workers> = (options: {
  readonly threads: number;
  readonly wide: boolean;
}) => Promise<Workers>;

/** Runs a computation on an engine for about so many rows and on threads of its own, and ends them. */
export function withWorkers<T, Workers extends { dispose(): Promise<void> }>(
  threads: number | undefined,
  rows: number,
  open: OpenWorkers<Workers>,
  run: (on: EngineAndWorkers<Workers>) => Promise<T>,
): Promise<T> {
  return withEngine(threads, rows, async (engine) => {
    const count = threads ?? (rows < FEW_ROWS ? 1 : availableParallelism());
    if (count === 1) return run({ engine, workers: undefined });
    const workers = await wideIfPossible((wide) => open({ threads: count, wide }));
    try {
      return await run({ engine, workers });
    } finally {
      await workers.dispose();
    }
  });
}
