import type { TaskProgram } from "@ntkit/linalg/tasks";
import type { Instruction } from "../network/compile.ts";
import { recordRows, replayRows } from "../row-store.ts";
import type { RowStore } from "../row-store.ts";
import type { Machine } from "../wasm/machine.ts";
import type { KernelJob } from "./kernel-job.ts";
import { bindTree, machineSteps, prefixTree } from "./prefix-tree.ts";
import { machineRows } from "./sweep-rows.ts";
import { tableRows } from "./table-rows.ts";
import { tileProgram } from "./tile-program.ts";

/** The tasks of a job on a machine, which nobody else uses before they are done. */
export function jobProgram(
  job: KernelJob,
  programs: () => readonly (readonly Instruction[])[],
  machine: Machine,
): TaskProgram {
  machine.clear();
  if (job.angles) return tileProgram(job, tableRows(job, job.angles, machine));
  return tileProgram(job, sweep(job, programs(), replayRows(job.kept), machine));
}

function sweep(
  job: KernelJob,
  programs: readonly (readonly Instruction[])[],
  store: RowStore,
  machine: Machine,
) {
  const tree = bindTree(prefixTree(programs), job.variances, store, machineSteps(machine));
  return machineRows(job, tree, machine);
}

/** What threads need of the rows to bind the programs without computing it again. */
export function keepRows(
  programs: readonly (readonly Instruction[])[],
  variances: KernelJob["variances"],
  allocate: (length: number) => Float64Array,
): readonly unknown[] {
  const store = recordRows(allocate);
  bindTree(prefixTree(programs), variances, store, {
    step: () => () => undefined,
    createBlock: () => null as never,
  });
  return store.kept;
}
