import { expect, test } from "vitest";
import { gram } from "../src/index.ts";
import { createControl, finishTask, stopJob, syncOf, takeTask } from "../src/wasm/control.ts";
import { compileKernels } from "../src/wasm/kernels.ts";
import { createPool } from "../src/wasm/pool.ts";
import type { ProductJob } from "../src/wasm/product-program.ts";
import { view } from "../src/view.ts";
import { randomMatrix } from "./helpers.ts";

const tiling = { side: 64, depth: 64 };

function shared(numbers: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
  copy.set(numbers);
  return copy;
}

function gramJob(n: number): { job: ProductJob; expected: () => Float64Array } {
  const x = randomMatrix(n, n);
  const a = view({ ...x, data: shared(x.data) });
  const c = view({ ...x, data: shared(new Float64Array(n * n)) });
  const job = { kind: "product", tiling, a, b: a, c, sign: 1, accumulate: false } as const;
  return { job, expected: () => gram(x).data };
}

test("a worker that dies ends the call with a typed error and the next call works", async () => {
  const pool = await createPool(2, await compileKernels({ fma: false, wide: false }), tiling);
  const call = pool.run(gramJob(1500).job);
  setTimeout(() => void pool.workers[1]?.terminate(), 20);
  await expect(call).rejects.toMatchObject({ name: "EngineError", code: "worker-died" });
  expect(pool.workers).toEqual([]);
  const { job, expected } = gramJob(100);
  await pool.run(job);
  expect(Array.from(job.c.data)).toEqual(Array.from(expected()));
  await pool.dispose();
  expect(pool.workers).toEqual([]);
});

test("a task that throws in a worker ends the call with its message as the cause", async () => {
  const pool = await createPool(2, await compileKernels({ fma: false, wide: false }), tiling);
  const { job } = gramJob(300);
  const tooShort = { ...job, c: { ...job.c, data: shared(new Float64Array(5)) } };
  await expect(pool.run(tooShort)).rejects.toMatchObject({
    code: "worker-died",
    cause: { message: expect.stringContaining("RangeError") as string },
  });
  await pool.dispose();
});

test("a call that waits for its turn leaves the queue when it is aborted", async () => {
  const pool = await createPool(2, await compileKernels({ fma: false, wide: false }), tiling);
  let firstEnded = false;
  const first = pool.run(gramJob(2000).job).then(() => (firstEnded = true));
  const signal = AbortSignal.timeout(10);
  await expect(pool.run(gramJob(100).job, { signal })).rejects.toMatchObject({
    name: "TimeoutError",
  });
  expect(firstEnded).toBe(false);
  await first;
  await pool.dispose();
});

test("waiting for a task of a job that was stopped ends, though the task never finishes", () => {
  const control = createControl(3, true);
  stopJob(control);
  expect(() => {
    syncOf(control).waitFor(1);
  }).toThrow("");
  expect(takeTask(control)).toBeUndefined();
});

test("waiting for a task that is finished returns", () => {
  const control = createControl(3, true);
  const task = takeTask(control);
  expect(task).toBe(0);
  finishTask(control, 0);
  expect(() => {
    syncOf(control).waitFor(0);
  }).not.toThrow();
});
