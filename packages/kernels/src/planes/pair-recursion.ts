import type { Displacements } from "./displacements.ts";
import { neededDisplacements, ownDisplacements } from "./displacements.ts";
import type { ImageView, PooledImage } from "./place-image.ts";
import { placeSums } from "./place-sums.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import type { PlaneProgram } from "./plane-program.ts";
import { PlaneTable } from "./plane-table.ts";
import { poolPlane } from "./pool-plane.ts";
import { pooledMoments } from "./pooled-moments.ts";
import { StageRun } from "./stage-run.ts";

/** Sums over pairs of places of K and of Θ. */
export interface PairSums {
  readonly covariance: number;
  readonly tangent: number;
}

/** An image with what the pools make of it. */
export interface PreparedImage {
  readonly view: ImageView;
  readonly pooled: readonly PooledImage[];
}

/** The recursion through all stages, for pairs of images, one after the other. */
export class PairRecursion {
  readonly #machine: PlaneMachine;
  readonly #program: PlaneProgram;
  readonly #stages: readonly StageRun[];
  readonly #tables: readonly PlaneTable[];
  readonly #needed: readonly (readonly Displacements[])[];

  constructor(machine: PlaneMachine, program: PlaneProgram) {
    this.#machine = machine;
    this.#program = program;
    this.#stages = program.stages.map(
      (stage, k) => new StageRun(machine, stage, k === 0 ? program.channels : null),
    );
    this.#needed = neededDisplacements(program, false);
    this.#tables = this.#stages
      .slice(1)
      .map(
        ({ layout }, k) =>
          new PlaneTable(machine, layout, this.#needed[k + 1]!, program.stages[k]!.pool!.scale),
      );
  }

  /** What the pools make of an image. */
  prepare(view: ImageView): PreparedImage {
    const needed = ownDisplacements(this.#program);
    const pooled: PooledImage[] = [];
    for (const table of this.#tables) table.clear();
    needed.forEach((displacements, k) => {
      const input = pooled[k - 1] ?? view;
      const table = this.#tables[k]!;
      const run = this.#stages[k]!;
      run.run(input, input, displacements, this.#tables[k - 1] ?? null, (plane) => {
        poolPlane(this.#machine, run, plane, table);
      });
      pooled.push(pooledMoments(this.#machine, run, table));
    });
    return { view, pooled };
  }

  /** The sums over part `part` of `parts` of the displacements; with pools there is one part. */
  sum(left: PreparedImage, right: PreparedImage, part: number, parts: number): PairSums {
    let [covariance, tangent] = [0, 0];
    const self = left === right && this.#stages.length === 1;
    const needed = self ? neededDisplacements(this.#program, true) : this.#needed;
    for (const table of this.#tables) table.clear();
    this.#stages.forEach((run, k) => {
      const some = k > 0 ? needed[k]! : needed[k]!.filter((_, i) => i % parts === part);
      const [first, second] = [left, right].map(({ view, pooled }) => pooled[k - 1] ?? view);
      const next = this.#tables[k];
      run.run(first!, second!, some, this.#tables[k - 1] ?? null, (plane, weight) => {
        if (next !== undefined) {
          poolPlane(this.#machine, run, plane, next);
          return;
        }
        const sums = placeSums(this.#machine, run.layout, plane, run.size);
        covariance += weight * sums.covariance;
        tangent += weight * sums.tangent;
      });
    });
    return { covariance, tangent };
  }
}
