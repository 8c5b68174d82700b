import { createReduction, memoryOf, paddedSize, PANEL } from "../eigen/reduction.ts";
import type { Participant, Reduction, ReductionData } from "../eigen/reduction.ts";
import type { Program } from "./program.ts";
import { wasmReductionKernels } from "./reduction-kernels.ts";
import type { Workspace } from "./workspace.ts";

/** Householder reduction of a symmetric matrix by several threads at once, or by one. */
export interface ReduceJob extends ReductionData {
  readonly kind: "reduce";
  /** At most as many as there are threads: they wait for each other. */
  readonly participants: number;
}

/** One task for each participant; when there is but one, a task for each column. */
export function reduceProgram(job: ReduceJob): Program {
  const { n, participants } = job;
  let alone: Reduction | undefined;
  if (participants === 1) {
    return {
      count: n,
      run: (k, workspace) => {
        alone ??= join(job, { number: 0, count: 1, meet: () => undefined }, workspace);
        alone.column(k);
      },
    };
  }
  return {
    count: participants,
    run: (number, workspace, sync) => {
      const meet = () => {
        sync.meet(participants);
      };
      const reduction = join(job, { number, count: participants, meet }, workspace);
      for (let k = 0; k < n; k++) {
        reduction.column(k);
        sync.advance(1 - (1 - k / n) ** 3);
      }
    },
  };
}

function join(job: ReduceJob, participant: Participant, workspace: Workspace): Reduction {
  const numbers = memoryOf(job.n, participant);
  const kernels = wasmReductionKernels(workspace, numbers, PANEL, paddedSize(job.n));
  return createReduction(job, kernels, participant);
}
