import { plainBlocks } from "../block-operations.ts";
import { conquerRange } from "../eigen/divide-and-conquer.ts";
import type { Range, TridiagonalProblem } from "../eigen/divide-and-conquer.ts";
import { finish } from "../steps.ts";
import type { Steps } from "../steps.ts";
import { orFail } from "./or-fail.ts";
import type { Program } from "./program.ts";

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
    run: (task, _, sync) => {
      orFail(sync, () => {
        finish(conquerRange(problem, ranges[task]!, plainBlocks) as Steps<void>);
      });
    },
  };
}
