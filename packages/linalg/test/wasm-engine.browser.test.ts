import { expect, test } from "vitest";
import {
  cholesky,
  eigenSymmetric,
  EngineError,
  gram,
  solveCholesky,
  wasmEngine,
} from "../src/index.ts";
import { randomDefinite, randomMatrix } from "./helpers.ts";

test("agreement: without cross-origin isolation one thread gives the plain bits", async () => {
  expect(crossOriginIsolated).toBe(false);
  const engine = await wasmEngine();
  expect(engine.threads).toBe(1);
  const a = randomDefinite(260);
  const b = randomMatrix(260, 9, 2);
  const factor = await engine.cholesky(a);
  expect(factor).toEqual(cholesky(a));
  expect(await engine.gram(b)).toEqual(gram(b));
  expect(await engine.solveCholesky(factor, b)).toEqual(solveCholesky(factor, b));
  expect(await engine.eigenSymmetric(a)).toEqual(eigenSymmetric(a));
  await engine.dispose();
});

test("without cross-origin isolation two threads are refused with the remedy", async () => {
  const call = wasmEngine({ threads: 2 });
  await expect(call).rejects.toThrow(EngineError);
  await expect(call).rejects.toThrow("send the COOP and COEP headers");
});
