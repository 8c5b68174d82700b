import type { Network } from "@ntkit/architecture";
import { matrix, tensor } from "@ntkit/linalg";
import type { TaskProgram } from "@ntkit/linalg/tasks";
import { tileCorners } from "../tile-corners.ts";
import { traceBytes } from "./bind-program.ts";
import { compileSpatial } from "./compile-spatial.ts";
import { bindTile, sweepTile } from "./evaluate-spatial.ts";
import type { Example } from "./example.ts";
import { examplesOf } from "./examples.ts";
import type { KernelMatrices } from "./kernel-results.ts";
import { writeResult } from "./kernel-results.ts";
import { finalNeed, needsOf } from "./needs.ts";
import type { ExampleBatch, SpatialJob } from "./spatial-job.ts";
import type { Trace } from "./trace-example.ts";
import { traceExample } from "./trace-example.ts";

/** Bytes of what a thread remembers of single examples. */
const REMEMBERED = 1 << 26;

/** The tasks of a job: tiles of pairs, network after network. */
export function spatialTasks(job: SpatialJob): TaskProgram {
  const { networks, x1, x2, symmetric, sides } = job;
  const corners = tileCorners({ rows: x1.count, cols: x2.count, symmetric, sides });
  const left = examplesIn(job, x1);
  const right = symmetric ? left : examplesIn(job, x2);
  const runs = networks.map((_, network) => new NetworkRun(job, network));
  return {
    count: corners.length * networks.length,
    run(task) {
      const network = Math.floor(task / corners.length);
      const [top, from] = corners[task % corners.length]!;
      const rows = left.slice(top, top + sides[0]);
      const cols = right.slice(from, from + sides[1]);
      runs[network]!.sweep(rows, cols, top, from);
    },
  };
}

function examplesIn({ shape }: SpatialJob, { count, data }: ExampleBatch): Example[] {
  return examplesOf(tensor([count, ...shape], data), {}, "x");
}

/** One network on one thread. */
class NetworkRun {
  readonly #job: SpatialJob;
  readonly #ops: ReturnType<typeof compileSpatial>;
  readonly #needs: ReturnType<typeof needsOf>;
  readonly #results: KernelMatrices;
  readonly #traces = new Map<Example, Trace>();

  constructor(job: SpatialJob, network: number) {
    const { x1, x2 } = job;
    const functions = new Map<string, never>();
    this.#job = job;
    this.#ops = compileSpatial(job.networks[network] as Network, job.shape, { functions });
    this.#needs = needsOf(this.#ops, finalNeed, true);
    this.#results = Object.fromEntries(
      Object.entries(job.outputs[network]!).map(([kind, data]) => [
        kind,
        matrix(x1.count, x2.count, data),
      ]),
    );
  }

  sweep(rows: readonly Example[], cols: readonly Example[], top: number, from: number): void {
    const { symmetric, tangent } = this.#job;
    const [first, second] = [this.#traced(rows), this.#traced(cols)];
    const tile = bindTile(this.#ops, this.#needs, first, second, true);
    const wanted = (row: number): number => (symmetric ? top + row + 1 - from : cols.length);
    const same = (row: number): number => (symmetric ? top + row - from : -1);
    for (const { field, row, column } of sweepTile(tile, wanted, same, tangent)) {
      if (field === null) continue;
      writeResult(this.#results, { field, row: top + row, column: from + column });
    }
  }

  #traced(examples: readonly Example[]): Trace[] {
    return examples.map((example) => {
      const known = this.#traces.get(example);
      if (known !== undefined) return known;
      const trace = traceExample(this.#ops, this.#needs, example, true);
      if ((this.#traces.size + 1) * traceBytes(trace) > REMEMBERED) this.#traces.clear();
      this.#traces.set(example, trace);
      return trace;
    });
  }
}
