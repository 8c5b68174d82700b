import { conv, dense, globalAvgPool, serial, tanh } from "@ntkit/architecture";
import { empiricalNtk, jacobianWorkers } from "@ntkit/autodiff-jacobians";
import { wasmEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { normalTensor, randomModel } from "./support/draw.ts";

test("agreement: two threads of a page give the kernel of the engine", async () => {
  expect(crossOriginIsolated).toBe(true);
  const network = serial(
    conv({ filterShape: [2, 2], channels: 3, biasStd: 0.2 }),
    tanh(),
    globalAvgPool(),
    dense({ units: 2 }),
  );
  const model = randomModel(network, [4, 4, 2]);
  const x = normalTensor([5, 4, 4, 2], 3);
  const workers = await jacobianWorkers({ threads: 2 });
  const engine = await wasmEngine({ threads: 1 });
  for (const form of ["trace", "full"] as const) {
    for (const precision of ["float64", "float32"] as const) {
      const { data } = await empiricalNtk(model, x, undefined, { form, precision, engine });
      const kernel = await empiricalNtk(model, x, undefined, { form, precision, workers });
      const rtol = precision === "float64" ? 1e-13 : 1e-6;
      const size = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(kernel.data).toBeAllclose(data, { rtol: 0, atol: rtol * size });
    }
  }
  await workers.dispose();
  await engine.dispose();
});
