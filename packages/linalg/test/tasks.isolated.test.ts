import { expect, test } from "vitest";
import { canShareMemory } from "../src/tasks.ts";
import { runningSums, sumsJob, sumsPool } from "./sums-pool.ts";

test("in a cross-origin isolated page, a package's own worker takes the tasks", async () => {
  expect(canShareMemory()).toBe(true);
  const { pool, running } = await sumsPool(3);
  const job = sumsJob("running-sum", 500);
  expect(await pool.run(job, 500)).toEqual({ notFinite: false });
  expect(Array.from(job.result)).toEqual(runningSums(500));
  await expect(pool.run(sumsJob("throw", 60), 60)).rejects.toMatchObject({ code: "worker-died" });
  await pool.run(job, 500);
  await pool.dispose();
  expect(running.size).toBe(0);
});
