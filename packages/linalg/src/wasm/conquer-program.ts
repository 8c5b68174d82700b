import { plainBlocks } from "../block-operations.ts";
import type { BlockOperations } from "../block-operations.ts";
import { conquerRange } from "../eigen/divide-and-conquer.ts";
import type { Range, TridiagonalProblem } from "../eigen/divide-and-conquer.ts";
import { finish } from "../steps.ts";
import type { Steps } from "../steps.ts";
import type { TaskSync } from "../tasks/task-program.ts";
import { orFail } from "./or-fail.ts";
import { productProgram } from "./product-program.ts";
import type { Program } from "./program.ts";
import type { Workspace } from "./workspace.ts";

/** Ranges of a tridiagonal problem that do not touch each other. */
export interface ConquerJob {
  readonly kind: "conquer";
  readonly problem: TridiagonalProblem;
  readonly ranges: readonly Range[];
}

/** One task for each range. */
export function conquerProgram({ problem, ranges }: ConquerJob): Program {
  return {
    count: ranges.length,
    run: (task, workspace, sync) => {
      const blocks = blocksHere(workspace, sync);
      orFail(sync, () => {
        finish(conquerRange(problem, ranges[task]!, blocks) as Steps<void>);
      });
    },
  };
}

/** The plain operations, but products in the memory of this thread. */
function blocksHere(workspace: Workspace, sync: TaskSync): BlockOperations {
  const { tiling } = workspace;
  return {
    ...plainBlocks,
    // eslint-disable-next-line require-yield -- nobody waits in the middle of a task
    product: function* (c, a, b) {
      const job = { kind: "product", tiling, a, b, c, sign: 1, accumulate: true } as const;
      const program = productProgram(job);
      for (let tile = 0; tile < program.count; tile++) program.run(tile, workspace, sync);
    },
  };
}
