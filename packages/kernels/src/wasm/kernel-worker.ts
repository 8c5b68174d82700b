import type { Network } from "@ntkit/architecture";
import { serveTasks } from "@ntkit/linalg/tasks";
import type { KernelJob } from "../evaluate/kernel-job.ts";
import { jobProgram, keepGramTileMakers } from "../evaluate/run-job.ts";
import { compile } from "../network/compile.ts";
import type { PlaneJob } from "../planes/plane-job.ts";
import { createPlaneMachine } from "../planes/plane-machine.ts";
import { planeTasks } from "../planes/plane-tasks.ts";
import type { SpatialJob } from "../spatial/spatial-job.ts";
import { spatialTasks } from "../spatial/spatial-tasks.ts";
import { createMachine } from "./machine.ts";

/** The compiled kernels on pairs of rows and on planes of pairs of places. */
export interface KernelModules {
  readonly pairs: WebAssembly.Module;
  readonly planes: WebAssembly.Module;
}

serveTasks<KernelJob | PlaneJob | SpatialJob, KernelModules>(async ({ pairs, planes }) => {
  const machine = await createMachine(pairs);
  const planeMachine = await createPlaneMachine(planes);
  const gramTiles = keepGramTileMakers();
  const functions = new Map<string, never>();
  return (job) => {
    if ("kind" in job) {
      return job.kind === "planes" ? planeTasks(job, planeMachine) : spatialTasks(job);
    }
    const programs = () =>
      job.networks.map((network) => compile(network as Network, job.x1.cols, { functions }));
    return jobProgram(job, programs, machine, gramTiles);
  };
});
