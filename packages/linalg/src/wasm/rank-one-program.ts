import { rankOneTask, rankOneTasks } from "../eigen/rank-one.ts";
import type { RankOne } from "../eigen/rank-one.ts";
import { orFail } from "./or-fail.ts";
import type { Program } from "./program.ts";

/** Eigenpairs of a diagonal matrix with a rank-one update. */
export interface RankOneJob {
  readonly kind: "rank-one";
  readonly problem: RankOne;
}

/** Three rounds of tasks; each round waits for all of the one before. */
export function rankOneProgram({ problem }: RankOneJob): Program {
  const tasks = rankOneTasks(problem);
  return {
    count: 3 * tasks,
    run: (index, _, sync) => {
      const round = Math.floor(index / tasks);
      for (let task = (round - 1) * tasks; task < round * tasks; task++) {
        if (round > 0) sync.waitFor(task);
      }
      orFail(sync, () => {
        rankOneTask(problem, round, index % tasks);
      });
    },
  };
}
