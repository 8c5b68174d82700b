import { empiricalNtk, jacobianWorkers } from "@ntkit/autodiff-jacobians";
import type { JacobianWorkers } from "@ntkit/autodiff-jacobians";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomModel } from "./support/draw.ts";
import { denseCases, spatialCases } from "./support/networks.ts";

let workers: JacobianWorkers;
beforeAll(async () => {
  workers = await jacobianWorkers({ threads: 3 });
});
afterAll(() => workers.dispose());

test.each([...denseCases, ...spatialCases])(
  "agreement: workers and tiles of one example change no bit of a kernel: $title",
  async ({ network, inputShape, inputs }) => {
    const model = randomModel(network, inputShape);
    const x = inputs(7, 3);
    for (const form of ["trace", "full", "diagonal"] as const) {
      const { data } = await empiricalNtk(model, x, undefined, { form });
      for (const other of [{ workers }, { memory: 1 }, { workers, memory: 1 }]) {
        expect((await empiricalNtk(model, x, undefined, { form, ...other })).data).toEqual(data);
      }
    }
  },
);
