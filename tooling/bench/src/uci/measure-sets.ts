import { once } from "node:events";
import { availableParallelism, totalmem } from "node:os";
import { Worker } from "node:worker_threads";
import { protocols } from "ntkit/fit";
import type { UciResult } from "./measure-set.ts";
import type { ListedSet } from "./uci-sets.ts";

/** A set on which a solver gave up. */
export interface UciFailure {
  readonly name: string;
  readonly problem: string;
  readonly seconds: number;
}

/**
 * Measures the sets on so many threads, or fewer where the memory is short.
 *
 * @param threads - default one per processor
 * @param onResult - hears of each set when it is done
 * @returns results in the order of the sets
 * @throws what a worker throws; the other workers are ended
 */
export async function measureSets(
  folder: string,
  sets: readonly ListedSet[],
  threads: number | undefined,
  onResult: (result: UciResult | UciFailure) => void,
): Promise<(UciResult | UciFailure)[]> {
  const results: (UciResult | UciFailure)[] = [];
  // The last sets are the largest, which start first because they take longest.
  const waiting = [...sets.keys()];
  const workers = Array.from({ length: workerCount(sets, threads) }, () => startWorker(folder));
  const keepBusy = async (worker: Worker): Promise<void> => {
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      const answer = once(worker, "message");
      worker.postMessage(sets[i]!.name);
      results[i] = ((await answer) as [UciResult | UciFailure])[0];
      onResult(results[i]!);
    }
  };
  try {
    await Promise.all(workers.map(keepBusy));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

/** Every worker may hold the kernels of all candidates for the largest set; together, half of the memory. */
function workerCount(sets: readonly ListedSet[], threads = availableParallelism()): number {
  const rows = Math.max(0, ...sets.map((set) => set.rows));
  const bytes = 8 * rows * rows * (protocols.arora2020.candidates.length + 5);
  const fitting = Math.max(1, Math.floor(totalmem() / 2 / bytes));
  return Math.min(threads, sets.length, fitting);
}

function startWorker(folder: string): Worker {
  return new Worker(new URL("worker.ts", import.meta.url), { workerData: { folder } });
}
