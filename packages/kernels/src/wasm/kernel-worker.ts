import type { Network } from "@ntkit/architecture";
import { serveTasks } from "@ntkit/linalg/tasks";
import type { KernelJob } from "../evaluate/kernel-job.ts";
import { jobProgram } from "../evaluate/run-job.ts";
import { compile } from "../network/compile.ts";
import { createMachine } from "./machine.ts";

serveTasks<KernelJob, WebAssembly.Module>(async (module) => {
  const machine = await createMachine(module);
  const functions = new Map<string, never>();
  return (job) => {
    const programs = () =>
      job.networks.map((network) => compile(network as Network, job.x1.cols, { functions }));
    return jobProgram(job, programs, machine);
  };
});
