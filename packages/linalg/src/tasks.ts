/**
 * Computations of your own on worker threads, in Node and in browsers: a job is plain data on shared
 * memory, cut into counted tasks of which whoever is free takes the next.
 *
 * ```ts
 * import { runTasksHere } from "@ntkit/linalg/tasks";
 *
 * const squares = new Float64Array(3);
 * await runTasksHere({ count: 3, run: (task) => void (squares[task] = task ** 2) });
 * console.log(squares); // Float64Array(3) [ 0, 1, 4 ]
 * ```
 *
 * @module
 */
export { compileModule } from "./tasks/compile-module.ts";
export type { CompileOptions } from "./tasks/compile-module.ts";
export { runTasksHere } from "./tasks/run-tasks-here.ts";
export { serveTasks } from "./tasks/serve-tasks.ts";
export type { ProgramOf, ProgramSoonOf, StartTasks } from "./tasks/serve-tasks.ts";
export {
  canShareMemory,
  sharedFloat32,
  sharedFloat64,
  shareNumbers,
} from "./tasks/shared-numbers.ts";
export { createTaskPool } from "./tasks/task-pool.ts";
export type { TaskPool, TaskPoolOptions } from "./tasks/task-pool.ts";
export type { TaskOutcome, TaskProgram, TaskSync, WorkerProgram } from "./tasks/task-program.ts";
export { checkThreads, defaultThreads } from "./tasks/threads.ts";
export { wideIfPossible } from "./tasks/wide-if-possible.ts";
export { workerFile } from "./tasks/worker-file.ts";
export type {
  SpawnWorker,
  WebWorker,
  WorkerEvents,
  WorkerFileOptions,
  WorkerHandle,
} from "./tasks/worker-file.ts";
export { countGramTiles, gramTileMaker, gramTiling, plainGramRecipe } from "./wasm/gram-tiles.ts";
export type {
  GramRecipe,
  GramTile,
  GramTiles,
  GramTilesJob,
  GramTilesJobShape,
} from "./wasm/gram-tiles.ts";
