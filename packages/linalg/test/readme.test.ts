import { expect, test } from "vitest";
import { createTaskPool, sharedFloat64, shareNumbers, workerFile } from "../src/tasks.ts";
import type { Rows } from "./norms-worker.ts";
import type { RowSums } from "./row-sums.ts";
import { cholesky, eigenSymmetric, fromRows, gram, solveCholesky, toRows } from "../src/index.ts";

test("the example of the README gives the output printed there", () => {
  const k = gram(fromRows([[2, 0], [1, 3]])); // prettier-ignore
  expect(toRows(k)).toEqual([[4, 2], [2, 10]]); // prettier-ignore
  expect(toRows(solveCholesky(cholesky(k), fromRows([[2], [19]])))).toEqual([[-0.5], [2]]);
  expect(eigenSymmetric(k).values).toBeAllclose([10.60555127546399, 3.394448724536011]);
});

test("the worker of the README adds rows", async () => {
  const spawn = workerFile({
    from: import.meta.url,
    file: "./row-sums-worker",
    web: () => new Worker(new URL("./row-sums-worker.js", import.meta.url), { type: "module" }),
  });
  const pool = await createTaskPool<RowSums>({ threads: 4, spawn });
  const sums = sharedFloat64(2);
  await pool.run({ cols: 3, data: shareNumbers(Float64Array.of(1, 2, 3, 4, 5, 6)), sums }, 2);
  expect(Array.from(sums)).toEqual([6, 15]);
  await pool.dispose();
});

test("the asynchronous worker of the README returns results", async () => {
  const spawn = workerFile({
    from: import.meta.url,
    file: "./norms-worker",
    web: () => new Worker(new URL("./norms-worker.js", import.meta.url), { type: "module" }),
  });
  const pool = await createTaskPool<Rows>({ threads: 2, spawn });
  const { results } = await pool.run([Float64Array.of(1, 2), Float64Array.of(3, 4)], 2);
  expect(results).toEqual([5, 25]);
  await pool.dispose();
});
