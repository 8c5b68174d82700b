import { dense, gelu, relu, serial, tanh } from "@ntkit/architecture";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import { matrix, random } from "@ntkit/linalg";
import { expect, test } from "vitest";

test("agreement: two threads of a page give the bits of one", async () => {
  expect(crossOriginIsolated).toBe(true);
  const rng = random(1);
  const x = matrix(
    330,
    3,
    Float64Array.from({ length: 990 }, () => rng.normal()),
  );
  const workers = await kernelWorkers({ threads: 2 });
  for (const activation of [relu(), gelu(), tanh()]) {
    const biasStd = activation.type === "relu" ? null : 0.1;
    const kernel = kernelFunction(serial(dense({ biasStd }), activation, dense()));
    const { ntk } = await kernel.evaluate(x);
    expect((await kernel.evaluate(x, undefined, { workers })).ntk).toBeAllclose(ntk, { rtol: 0 });
  }
  await workers.dispose();
});
