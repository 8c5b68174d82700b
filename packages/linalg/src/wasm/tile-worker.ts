import { serveTasks } from "../tasks/serve-tasks.ts";
import { programOf, within } from "./program.ts";
import type { Job } from "./program.ts";
import { createWorkspace } from "./workspace.ts";
import type { Tiling } from "./workspace.ts";

/** What a worker needs before its first job. */
export interface Setup {
  readonly module: WebAssembly.Module;
  readonly tiling: Tiling;
  readonly wide: boolean;
}

serveTasks<Job, Setup>(async ({ module, tiling, wide }) => {
  const workspace = await createWorkspace(module, tiling, wide);
  return (job) => within(programOf(job), workspace);
});
