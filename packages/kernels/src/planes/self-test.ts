import type { Network } from "@ntkit/architecture";
import { conv, flatten, gelu, globalAvgPool, relu, repeat, serial } from "@ntkit/architecture";
import { EngineError } from "@ntkit/linalg";
import { runTasksHere } from "@ntkit/linalg/tasks";
import { compilePlanes } from "./compile-planes.ts";
import { evaluatePlanes } from "./evaluate-planes.ts";
import type { ImageBatch } from "./plane-job.ts";
import { createPlaneMachine } from "./plane-machine.ts";
import { planeTasks } from "./plane-tasks.ts";

export const SHAPE: readonly number[] = [9, 10, 2];
const IMAGES = 3;
/** Evaluations after which V8 has replaced its first, quick compilation by the optimized one. */
const ROUNDS = 12;
const TOLERANCE = 1e-12;

const layer = (activation: Network): Network =>
  serial(conv({ filterShape: [3, 3], padding: "same", weightStd: 1.5, biasStd: 0.1 }), activation);

/** Networks with the NTK of the first and the last image by the recursion at single places. */
export const cases: readonly { readonly network: Network; readonly ntk: number }[] = [
  { network: serial(repeat(layer(relu()), 3), globalAvgPool()), ntk: 0.15173780514137447 },
  { network: serial(repeat(layer(gelu()), 2), flatten()), ntk: 0.06445022667900319 },
];

/**
 * Throws an {@link EngineError} `not-supported` unless kernels of images come out of the compiled
 * functions as they should.
 */
export async function selfTest(
  module: WebAssembly.Module,
  images: ImageBatch = sampleImages(),
): Promise<void> {
  const machine = await createPlaneMachine(module);
  const runner = {
    allocate: (length: number) => new Float64Array(length),
    share: (numbers: Float64Array) => numbers,
    run: (job: Parameters<typeof planeTasks>[0]) => runTasksHere(planeTasks(job, machine)),
  };
  for (const { network, ntk } of cases) {
    const program = compilePlanes(network, SHAPE)!;
    const request = { program, precision: "float64", x1: images, x2: null } as const;
    for (let round = 0; round < ROUNDS; round++) {
      const got = (await evaluatePlanes(request, runner)).ntk.data[IMAGES - 1]!;
      if (Math.abs(got / ntk - 1) > TOLERANCE) throw wrong(ntk, got);
    }
  }
}

/** Images that are neither parallel nor constant. */
export function sampleImages(): ImageBatch {
  const length = IMAGES * SHAPE.reduce((product, size) => product * size, 1);
  const data = Float64Array.from({ length }, (_, i) => ((i * i * 0.618) % 2) - 0.9);
  return { count: IMAGES, data };
}

function wrong(expected: number, got: number): EngineError {
  return new EngineError(
    `kernelWorkers: kernels of images must come out as they do without wide, got ${got} instead of ${expected}; do without wide on this runtime`,
    "not-supported",
  );
}
