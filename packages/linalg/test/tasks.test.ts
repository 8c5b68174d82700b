import { expect, test } from "vitest";
import * as tasks from "../src/tasks.ts";
import { createTaskPool, runTasksHere } from "../src/tasks.ts";
import { createControl, finishTask, stopJob, syncOf, takeTask } from "../src/tasks/control.ts";
import { runningSums, squares, sumsJob, sumsPool } from "./sums-pool.ts";
import { sumsProgram } from "./sums-program.ts";

test("public surface: what @ntkit/linalg/tasks exports", () => {
  expect(Object.keys(tasks).sort()).toEqual([
    "canShareMemory",
    "checkThreads",
    "compileModule",
    "countGramTiles",
    "createTaskPool",
    "defaultThreads",
    "gramTileMaker",
    "gramTiling",
    "plainGramRecipe",
    "runTasksHere",
    "serveTasks",
    "shareNumbers",
    "sharedFloat32",
    "sharedFloat64",
    "wideIfPossible",
    "workerFile",
  ]);
});

test("agreement: workers and the calling thread do the same tasks", async () => {
  const { pool } = await sumsPool(3, 0.5);
  for (const count of [0, 1, 2, 1000]) {
    const job = sumsJob("squares", count);
    expect(await pool.run(job, count)).toEqual({ notFinite: false });
    expect(Array.from(job.result)).toEqual(squares(count, 0.5));
    const here = sumsJob("squares", count);
    expect(await runTasksHere(sumsProgram(0.5)(here))).toEqual({ notFinite: false });
    expect(Array.from(here.result)).toEqual(squares(count, 0.5));
  }
  await pool.dispose();
});

test("asynchronous tasks return results, which the outcome has at their indices", async () => {
  const { pool } = await sumsPool(3, 0.5);
  const { notFinite, failed, results } = await pool.run(sumsJob("async-squares", 40), 40);
  expect({ notFinite, failed }).toEqual({ notFinite: false, failed: undefined });
  expect(results).toEqual(squares(40, 0.5));
  await pool.dispose();
});

test("a task that returns nothing leaves its place empty, and no results are there if none does", async () => {
  const { pool } = await sumsPool(2);
  const { results } = await pool.run(sumsJob("async-even", 5), 5);
  expect(results).toHaveLength(5);
  expect(Array.from(results!)).toEqual([{ square: 0 }, undefined, { square: 4 }, undefined, { square: 16 }]); // prettier-ignore
  const next = await pool.run(sumsJob("squares", 5), 5);
  expect(next).toEqual({ notFinite: false });
  expect("results" in next).toBe(false);
  await pool.dispose();
});

test("one worker takes asynchronous tasks one after the other, and jobs keep their turn", async () => {
  const { pool } = await sumsPool(1);
  const outcomes = await Promise.all([
    pool.run(sumsJob("async-squares", 8), 8),
    pool.run(sumsJob("async-even", 3), 3),
    pool.run(sumsJob("async-squares", 2), 2),
  ]);
  expect(outcomes.map(({ results }) => results?.length)).toEqual([8, 3, 2]);
  await pool.dispose();
});

test("an asynchronous task fails and ends the job as a synchronous one does", async () => {
  const { pool } = await sumsPool(2);
  const failed = { index: 5, value: -0.5 };
  expect(await pool.run(sumsJob("async-fail", 60), 60)).toEqual({ notFinite: false, failed });
  await expect(pool.run(sumsJob("async-throw", 60), 60)).rejects.toMatchObject({
    code: "worker-died",
    cause: { message: "Error: task 5 is broken" },
  });
  const { results } = await pool.run(sumsJob("async-squares", 4), 4);
  expect(results).toEqual(squares(4));
  await pool.dispose();
});

test("the signal of an asynchronous task aborts when another task has ended the job", async () => {
  const { pool } = await sumsPool(2);
  const job = sumsJob("async-signal", 2);
  const failed = { index: 1, value: 2 };
  expect(await pool.run(job, 2)).toEqual({ notFinite: false, failed });
  expect(job.result[1]).toBe(1);
  await pool.dispose();
});

test("the signal of an asynchronous task aborts when the call is aborted, not after its release", async () => {
  const { pool } = await sumsPool(2);
  const job = sumsJob("async-release", 2);
  const signal = AbortSignal.timeout(40);
  await expect(pool.run(job, 1, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
  expect(job.result[1]).toBe(1);
  expect(job.result[0]).toBeLessThan(5000);
  const { results } = await pool.run(sumsJob("async-squares", 4), 4);
  expect(results).toEqual(squares(4));
  await pool.dispose();
});

test("a task that waits for an earlier one sees what that has written", async () => {
  const { pool } = await sumsPool(4);
  const job = sumsJob("running-sum", 3000);
  await pool.run(job, job.count);
  expect(Array.from(job.result)).toEqual(runningSums(3000));
  await runTasksHere(sumsProgram(0)({ ...job, result: job.result.fill(0) }));
  expect(Array.from(job.result)).toEqual(runningSums(3000));
  await pool.dispose();
});

test("the outcome has what a task said of a failure or of what is not finite", async () => {
  const { pool } = await sumsPool(2);
  const failed = { notFinite: false, failed: { index: 5, value: -0.5 } };
  for (const kind of ["failure", "not-finite"] as const) {
    const expected = kind === "failure" ? failed : { notFinite: true };
    const job = sumsJob(kind, 60);
    expect(await pool.run(job, 60)).toEqual(expected);
    expect(await runTasksHere(sumsProgram(0)(job))).toEqual(expected);
  }
  await pool.dispose();
});

test("a worker that dies ends the call with a typed error and the next call works", async () => {
  const { pool, running } = await sumsPool(2);
  const [first] = running;
  const call = pool.run(sumsJob("slow", 200), 200);
  setTimeout(() => void first!.terminate(), 20);
  await expect(call).rejects.toMatchObject({ name: "EngineError", code: "worker-died" });
  const job = sumsJob("squares", 10);
  await pool.run(job, 10);
  expect(Array.from(job.result)).toEqual(squares(10));
  expect(running.size).toBe(2);
  await pool.dispose();
  expect(running.size).toBe(0);
});

test("a task that throws in a worker ends the call with its message as the cause", async () => {
  const { pool } = await sumsPool(2);
  await expect(pool.run(sumsJob("throw", 60), 60)).rejects.toMatchObject({
    code: "worker-died",
    cause: { message: "Error: task 5 is broken" },
  });
  await pool.dispose();
  const here = runTasksHere(sumsProgram(0)(sumsJob("throw", 60)));
  await expect(here).rejects.toThrow("task 5 is broken");
});

test("a worker that cannot start rejects the pool, and no thread is left", async () => {
  await expect(sumsPool(2, NaN)).rejects.toMatchObject({
    code: "worker-died",
    cause: { message: "Error: no offset" },
  });
  const spawn = tasks.workerFile({
    from: import.meta.url,
    file: "./no-such-worker",
    web: () => {
      throw new Error("not in Node");
    },
  });
  await expect(createTaskPool({ threads: 1, spawn })).rejects.toMatchObject({
    code: "worker-died",
  });
});

test("a call that waits for its turn leaves the queue when it is aborted", async () => {
  const { pool } = await sumsPool(2);
  let firstEnded = false;
  const first = pool.run(sumsJob("slow", 60), 60).then(() => (firstEnded = true));
  const signal = AbortSignal.timeout(10);
  const waiting = pool.run(sumsJob("squares", 10), 10, { signal });
  await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  expect(firstEnded).toBe(false);
  await first;
  await pool.dispose();
});

test("aborting a call that runs stops its tasks, and the pool goes on", async () => {
  const { pool } = await sumsPool(2);
  for (const run of [
    pool.run.bind(pool),
    (...[job, , options]: Parameters<typeof pool.run>) =>
      runTasksHere(sumsProgram(0)(job), options),
  ]) {
    // prettier-ignore
    const controller = new AbortController();
    const job = sumsJob("slow", 400);
    const onProgress = (): void => {
      controller.abort("enough");
    };
    await expect(run(job, 400, { signal: controller.signal, onProgress })).rejects.toBe("enough");
    expect(job.result[399]).toBe(0);
  }
  const job = sumsJob("squares", 10);
  await pool.run(job, 10);
  expect(Array.from(job.result)).toEqual(squares(10));
  await pool.dispose();
});

test("progress rises to 1", async () => {
  const { pool } = await sumsPool(2);
  const heard: number[] = [];
  await pool.run(sumsJob("slow", 40), 40, { onProgress: (fraction) => heard.push(fraction) });
  expect(heard.length).toBeGreaterThan(1);
  expect(heard.at(-1)).toBe(1);
  expect(heard).toEqual(heard.toSorted((x, y) => x - y));
  await pool.dispose();
});

test("disposing rejects the call that runs, those that wait and later ones", async () => {
  const { pool, running } = await sumsPool(2);
  const calls = [1, 2].map(() => pool.run(sumsJob("slow", 400), 400));
  const disposed = calls.map((call) =>
    expect(call).rejects.toMatchObject({ name: "EngineError", code: "disposed" }),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  await pool.dispose();
  await Promise.all(disposed);
  expect(running.size).toBe(0);
  await expect(pool.run(sumsJob("squares", 1), 1)).rejects.toThrow(
    "createTaskPool: must not be disposed before its calls",
  );
});

test.each([0, -1, 1.5, NaN])("%d threads are out of range", async (threads) => {
  await expect(sumsPool(threads)).rejects.toThrow(RangeError);
});

test("sharing copies numbers to shared memory once, and keeps their kind", () => {
  for (const numbers of [Float64Array.of(0.1, 2), Float32Array.of(0.1, 2)]) {
    const shared = tasks.shareNumbers(numbers);
    expect(shared).not.toBe(numbers);
    expect(shared.constructor).toBe(numbers.constructor);
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Array.from(shared)).toEqual(Array.from(numbers));
    expect(tasks.shareNumbers(shared)).toBe(shared);
  }
  expect(tasks.sharedFloat32(3)).toEqual(tasks.shareNumbers(new Float32Array(3)));
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
