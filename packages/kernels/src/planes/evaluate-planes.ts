import type { CallOptions, Matrix } from "@ntkit/linalg";
import { matrix, NumericalError } from "@ntkit/linalg";
import type { TaskOutcome } from "@ntkit/linalg/tasks";
import type { ImageBatch, PlaneJob } from "./plane-job.ts";
import { cutOf, pairAt, pairCount } from "./plane-job.ts";
import type { PlanePrecision } from "./plane-kernels.ts";
import type { PlaneHead, PlaneProgram } from "./plane-program.ts";
import { sidesOf } from "../tile-corners.ts";
import type { UnitImages } from "./unit-images.ts";
import { isHomogeneous, unitImages } from "./unit-images.ts";
import { cornersOf, inTiles } from "./plane-tasks.ts";

/** What runs the tasks of a job. */
export interface PlaneRunner {
  /** Zeros that every thread that runs tasks can write. */
  allocate(length: number): Float64Array;
  /** The numbers where every such thread can read them. */
  share(numbers: Float64Array): Float64Array;
  run(job: PlaneJob, count: number, options?: CallOptions): Promise<TaskOutcome>;
}

/** What to evaluate. */
export interface PlaneRequest {
  readonly program: PlaneProgram;
  readonly precision: PlanePrecision;
  readonly x1: ImageBatch;
  /** null: x₁ itself. */
  readonly x2: ImageBatch | null;
}

/** NNGP and NTK [N₁, N₂] of images, by planes. */
export async function evaluatePlanes(
  request: PlaneRequest,
  runner: PlaneRunner,
  options: CallOptions = {},
): Promise<{ readonly nngp: Matrix; readonly ntk: Matrix }> {
  const unit = isHomogeneous(request.program);
  const x1 = unit ? unitImages(request.x1) : asTheyAre(request.x1);
  const x2 = request.x2 && (unit ? unitImages(request.x2) : asTheyAre(request.x2));
  const job = jobOf({ ...request, x1: x1.batch, x2: x2?.batch ?? null }, runner);
  const count = inTiles(request.program) ? cornersOf(job).length : pairCount(job) * job.parts;
  await runner.run(job, count, options);
  return collect(job, x1.sizes, (x2 ?? x1).sizes);
}

function asTheyAre(batch: ImageBatch): UnitImages {
  return { batch, sizes: new Float64Array(batch.count).fill(1) };
}

function jobOf({ program, precision, x1, x2 }: PlaneRequest, runner: PlaneRunner): PlaneJob {
  const left = { count: x1.count, data: runner.share(x1.data) };
  const right = x2 === null ? left : { count: x2.count, data: runner.share(x2.data) };
  const layout = { kind: "planes", program, precision, x1: left, x2: right } as const;
  const symmetric = x2 === null;
  const pairs = pairCount({ ...layout, symmetric } as PlaneJob);
  const tiles = inTiles(program);
  const parts = cutOf(program, pairs);
  const results = tiles ? left.count * right.count : pairs * parts;
  return {
    ...layout,
    symmetric,
    parts,
    sides: sidesOf(pairs),
    covariances: runner.allocate(results),
    tangents: runner.allocate(results),
  };
}

function collect(
  job: PlaneJob,
  sizes1: Float64Array,
  sizes2: Float64Array,
): { readonly nngp: Matrix; readonly ntk: Matrix } {
  const { x1, x2, symmetric, program, parts, covariances, tangents } = job;
  const nngp = matrix(x1.count, x2.count);
  const ntk = matrix(x1.count, x2.count);
  const pairs = pairCount(job);
  for (let pair = 0; pair < pairs; pair++) {
    const [i, j] = pairAt(job, pair);
    const at = i * x2.count + j;
    const first = inTiles(program) ? at : pair * parts;
    let [covariance, tangent] = [0, 0];
    for (let part = 0; part < parts; part++) {
      covariance += covariances[first + part]!;
      tangent += tangents[first + part]!;
    }
    const { head } = program;
    const size = sizes1[i]! * sizes2[j]!;
    // An image of zeros has 0, whatever sign rounding gave to the rest.
    nngp.data[at] = finite(size * (head.scale * covariance + head.bias) + 0, "nngp", i, j);
    ntk.data[at] = finite(size * tangentOf(head, covariance, tangent) + 0, "ntk", i, j);
    if (symmetric) {
      nngp.data[j * x2.count + i] = nngp.data[at]!;
      ntk.data[j * x2.count + i] = ntk.data[at]!;
    }
  }
  return { nngp, ntk };
}

function tangentOf(head: PlaneHead, covariance: number, tangent: number): number {
  return head.tangent * tangent + head.own * covariance + head.constant;
}

function finite(value: number, kind: string, row: number, column: number): number {
  if (Number.isFinite(value)) return value;
  throw new NumericalError(
    `kernel: the ${kind} must be finite, got ${value} for rows ${row} and ${column}; smaller inputs or a smaller weightStd keep it finite`,
    "non-finite",
    { row, column },
  );
}
