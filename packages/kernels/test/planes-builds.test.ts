import {
  conv,
  flatten,
  gelu,
  globalAvgPool,
  leakyRelu,
  relu,
  repeat,
  serial,
} from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { random } from "@ntkit/linalg";
import { runTasksHere } from "@ntkit/linalg/tasks";
import { expect, test } from "vitest";
import { fusedPlanes, plainPlanes } from "../src/planes/binaries.ts";
import { compilePlanes } from "../src/planes/compile-planes.ts";
import { evaluatePlanes } from "../src/planes/evaluate-planes.ts";
import type { PlaneRunner } from "../src/planes/evaluate-planes.ts";
import { createPlaneMachine } from "../src/planes/plane-machine.ts";
import { planeTasks } from "../src/planes/plane-tasks.ts";

const shape = [5, 6, 3];

/** What runs planes on this thread by one build of the functions. */
async function runner(base64: string): Promise<PlaneRunner> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const machine = await createPlaneMachine(await WebAssembly.compile(bytes));
  return {
    allocate: (length) => new Float64Array(length),
    share: (numbers) => numbers,
    run: (job, _, options) => runTasksHere(planeTasks(job, machine), options),
  };
}

test.each([
  ["ReLU and a global mean", relu(), globalAvgPool()],
  ["leaky ReLU and flatten", leakyRelu({ alpha: 0.2 }), flatten()],
  ["GELU and flatten", gelu(), flatten()],
] as readonly (readonly [string, Network, Network])[])(
  "agreement: planes with and without fused operations to 1e-13: %s",
  async (_, activation, readout) => {
    const layer = serial(conv({ filterShape: [3, 3], padding: "same" }), activation);
    const program = compilePlanes(serial(repeat(layer, 3), readout), shape)!;
    const rng = random(1);
    const data = Float64Array.from({ length: 4 * 90 }, () => rng.normal());
    const request = { program, precision: "float64", x1: { count: 4, data }, x2: null } as const;
    const plain = await evaluatePlanes(request, await runner(plainPlanes));
    const fused = await evaluatePlanes(request, await runner(fusedPlanes));
    for (const kind of ["nngp", "ntk"] as const) {
      expect(plain[kind].data).toBeAllclose(fused[kind].data, { rtol: 1e-13, atol: 0 });
    }
  },
);
