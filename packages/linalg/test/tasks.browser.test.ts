import { expect, test } from "vitest";
import { canShareMemory, defaultThreads, runTasksHere } from "../src/tasks.ts";
import { squares, sumsPool } from "./sums-pool.ts";
import { sumsProgram } from "./sums-program.ts";

test("without cross-origin isolation tasks run here, and a pool is refused with the remedy", async () => {
  expect(canShareMemory()).toBe(false);
  expect(defaultThreads()).toBe(1);
  const result = new Float64Array(100);
  await runTasksHere(sumsProgram(0)({ kind: "squares", count: 100, result }));
  expect(Array.from(result)).toEqual(squares(100));
  await expect(sumsPool(2)).rejects.toMatchObject({ code: "no-shared-memory" });
});
