import { expect, test } from "vitest";
import { canShareMemory } from "../src/tasks.ts";
import { runningSums, squares, sumsJob, sumsPool } from "./sums-pool.ts";

test("in a cross-origin isolated page, a package's own worker takes the tasks", async () => {
  expect(canShareMemory()).toBe(true);
  const { pool, running } = await sumsPool(3);
  const job = sumsJob("running-sum", 500);
  expect(await pool.run(job, 500)).toEqual({ notFinite: false });
  expect(Array.from(job.result)).toEqual(runningSums(500));
  expect((await pool.run(sumsJob("async-squares", 20), 20)).results).toEqual(squares(20));
  const signal = AbortSignal.timeout(40);
  await expect(pool.run(sumsJob("async-release", 2), 1, { signal })).rejects.toMatchObject({
    name: "TimeoutError",
  });
  await expect(pool.run(sumsJob("async-throw", 60), 60)).rejects.toMatchObject({
    code: "worker-died",
  });
  await expect(pool.run(sumsJob("throw", 60), 60)).rejects.toMatchObject({ code: "worker-died" });
  await pool.run(job, 500);
  await pool.dispose();
  expect(running.size).toBe(0);
});
