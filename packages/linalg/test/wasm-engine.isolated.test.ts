import { expect, test } from "vitest";
import { cholesky, eigenSymmetric, gram, solveCholesky, wasmEngine } from "../src/index.ts";
import { randomDefinite, randomMatrix } from "./helpers.ts";

test("agreement: in a cross-origin isolated page, threads give the plain bits", async () => {
  expect(crossOriginIsolated).toBe(true);
  const engine = await wasmEngine({ threads: 3 });
  const a = randomDefinite(400);
  const b = randomMatrix(400, 200, 2);
  const factor = await engine.cholesky(a);
  expect(factor.lower.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(Array.from(factor.lower.data)).toEqual(Array.from(cholesky(a).lower.data));
  expect(Array.from((await engine.gram(b)).data)).toEqual(Array.from(gram(b).data));
  const x = await engine.solveCholesky(factor, b);
  expect(Array.from(x.data)).toEqual(Array.from(solveCholesky(factor, b).data));
  const eigen = await engine.eigenSymmetric(a);
  const plain = eigenSymmetric(a);
  expect(Array.from(eigen.values)).toEqual(Array.from(plain.values));
  expect(Array.from(eigen.vectors.data)).toEqual(Array.from(plain.vectors.data));
  await engine.dispose();
});

test("in a page an aborted call rejects with the reason and a disposed engine with an error", async () => {
  const engine = await wasmEngine({ threads: 2 });
  const a = randomMatrix(1500, 1500);
  const controller = new AbortController();
  const onProgress = () => {
    controller.abort("enough");
  };
  const call = engine.gram(a, undefined, { signal: controller.signal, onProgress });
  await expect(call).rejects.toBe("enough");
  await engine.dispose();
  await expect(engine.gram(a)).rejects.toMatchObject({ code: "disposed" });
});
