import { wasmEngine } from "@ntkit/linalg";
import { serveTasks } from "@ntkit/linalg/tasks";
import type { TaskSync } from "@ntkit/linalg/tasks";
import { addPair } from "../kernels/add-pair.ts";
import { createNumberMemory } from "../ops/number-memory.ts";
import { takeNumbersFrom } from "../ops/series.ts";
import type { JacobianJob, JacobianSetup } from "./jobs.ts";

import { reportOf } from "./reported-error.ts";
import { rowsMaker } from "./rows-task.ts";

serveTasks<JacobianJob, JacobianSetup>(async ({ wide, fma }) => {
  const memory = createNumberMemory();
  takeNumbersFrom(memory);
  const engine = await wasmEngine({ threads: 1, wide, fma, results: memory });
  const rowsOf = rowsMaker();
  return (job) => ({
    count: job.kind === "rows" ? job.pieces.length : job.pairs.length,
    run: async (task: number, sync: TaskSync) => {
      const { signal, release } = sync.signal();
      try {
        if (job.kind === "rows") return await rowsOf(job, task, { engine, signal });
        await addPair(job, task, { engine, signal });
        return undefined;
      } catch (error) {
        const report = reportOf(error);
        if (report === undefined) throw error;
        return report;
      } finally {
        memory.giveAllBack();
        release();
      }
    },
  });
});
