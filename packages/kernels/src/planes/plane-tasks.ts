import type { TaskProgram } from "@ntkit/linalg/tasks";
import { tileCorners } from "../tile-corners.ts";
import type { ImageBatch, PlaneJob } from "./plane-job.ts";
import { pairAt, pairCount } from "./plane-job.ts";
import type { PlanePrecision } from "./plane-kernels.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import type { PlaneProgram } from "./plane-program.ts";
import type { ImageView } from "./place-image.ts";
import { PairRecursion } from "./pair-recursion.ts";
import type { PreparedImage } from "./pair-recursion.ts";
import { EqualPlaces } from "./sum-equal-places.ts";

/** The tasks of a job, each of which uses the machine's memory for itself. */
export function planeTasks(
  job: PlaneJob,
  machineOf: (precision: PlanePrecision) => PlaneMachine,
): TaskProgram {
  const machine = machineOf(job.precision);
  return inTiles(job.program) ? equalTasks(job, machine) : allTasks(job, machine);
}

/** Whether only equal places are compared, in all stages: then several images go through the layers together. */
export function inTiles({ readout, stages }: PlaneProgram): boolean {
  return readout === "equal" && stages.length === 1;
}

/** Every pair of images in parts. */
function allTasks(job: PlaneJob, machine: PlaneMachine): TaskProgram {
  const { program, symmetric, parts, covariances, tangents } = job;
  const recursion = new PairRecursion(machine, program);
  const prepared = new Map<string, PreparedImage>();
  const prepare = (name: "x1" | "x2", index: number): PreparedImage => {
    const key = `${symmetric ? "x1" : name} ${index}`;
    const known = prepared.get(key) ?? recursion.prepare(imageAt(job, job[name], index));
    prepared.set(key, known);
    return known;
  };
  return {
    count: pairCount(job) * parts,
    run(task) {
      const [row, column] = pairAt(job, Math.floor(task / parts));
      const [left, right] = [prepare("x1", row), prepare("x2", column)];
      const { covariance, tangent } = recursion.sum(left, right, task % parts, parts);
      covariances[task] = covariance;
      tangents[task] = tangent;
    },
  };
}

/** Tiles of pairs of images. */
function equalTasks(job: PlaneJob, machine: PlaneMachine): TaskProgram {
  const { program, x1, x2, symmetric, sides, covariances, tangents } = job;
  const sums = new EqualPlaces(machine, program.stages[0]!, program.channels, sides);
  const tiles = cornersOf(job);
  return {
    count: tiles.length,
    run(task) {
      const [top, left] = tiles[task]!;
      sums.sum(
        imagesFrom(job, x1, top, sides[0]),
        imagesFrom(job, x2, left, sides[1]),
        (i, j) => !symmetric || left + j <= top + i,
        (i, j, { covariance, tangent }) => {
          const at = (top + i) * x2.count + left + j;
          covariances[at] = covariance;
          tangents[at] = tangent;
        },
      );
    },
  };
}

/** The first row and column of every tile of a job. */
export function cornersOf({ x1, x2, symmetric, sides }: PlaneJob): ReturnType<typeof tileCorners> {
  return tileCorners({ rows: x1.count, cols: x2.count, symmetric, sides });
}

function imagesFrom(job: PlaneJob, batch: ImageBatch, first: number, most: number): ImageView[] {
  const last = Math.min(first + most, batch.count);
  return Array.from({ length: last - first }, (_, i) => imageAt(job, batch, first + i));
}

function imageAt({ program }: PlaneJob, { data }: ImageBatch, index: number): ImageView {
  const [height, width] = program.stages[0]!.geometry.size;
  const { channels } = program;
  return { data, offset: index * height * width * channels, channels };
}
