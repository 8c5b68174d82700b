import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ending, spawnCli, until } from "./child.ts";
import { quick, ring } from "./tables.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** How many files a process has written into its hidden folder so far; -1 before it has made one. */
function staged(path: string, { pid }: ChildProcess): number {
  try {
    const mine = new RegExp(`^\\.model\\.tmp-[0-9a-f]{8}-${pid!}-`);
    const name = readdirSync(path).find((entry) => mine.test(entry));
    return name === undefined ? -1 : readdirSync(join(path, name)).length;
  } catch {
    return -1; // Renamed or removed while we looked.
  }
}

/** After a kill: there is no model, or one that predicts; nothing else but hidden leftovers. */
async function expectNoneOrWhole({ run, list }: Workspace): Promise<"none" | "whole"> {
  const names = await list();
  for (const name of names) expect(name).toMatch(/^(ring\.csv|model|\.model\.(tmp|old)-.*)$/);
  if (!names.includes("model")) return "none";
  const { code, stdout } = await run("predict model ring.csv --quiet");
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(61);
  return "whole";
}

test("a process prints results on stdout, notes on stderr and ends with the exit code", async () => {
  const { path } = await workspace({ "ring.csv": ring });
  const good = await ending(spawnCli(`fit ring.csv --target kind ${quick}`, path));
  expect(good).toMatchObject({ code: 0, signal: null });
  expect(good.stdout).toContain("report    ring-model/report.md");
  expect(good.stderr).toContain("task: classification");
  const bad = await ending(spawnCli("fit ring.csv --target kindd --out other --json", path));
  expect(bad).toMatchObject({ code: 3, stderr: "" });
  expect(JSON.parse(bad.stdout)).toHaveProperty("error.code", "data");
});

test("a reader of notes that stops reading does not stop a fit", async () => {
  const { path, list } = await workspace({ "ring.csv": ring });
  const child = spawnCli(`fit ring.csv --target kind ${quick} --out model`, path);
  child.stderr!.destroy();
  expect(await ending(child)).toMatchObject({ code: 0, signal: null });
  expect(await list()).toEqual(["model", "ring.csv"]);
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk behind stdout is told in one line, with exit code 75",
  async () => {
    const { path } = await workspace({ "ring.csv": ring });
    const full = openSync("/dev/full", "w");
    onTestFinished(() => {
      closeSync(full);
    });
    const { code, stderr } = await ending(spawnCli("--help", path, full));
    expect(code).toBe(75);
    expect(stderr).toMatch(/^error: cannot write stdout now: no space left on the device.*\n$/);
  },
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends a fit with exit code 130 and leaves nothing",
  async (signal) => {
    const { path, list } = await workspace({ "ring.csv": ring });
    const child = spawnCli("fit ring.csv --target kind --depths 1,2,3,4,5,6,7,8 --out model", path);
    const end = ending(child);
    expect(await until(child, () => staged(path, child) >= 0)).toBe(true);
    child.kill(signal);
    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain(`interrupted by ${signal}`);
    expect(await list()).toEqual(["ring.csv"]);
  },
);

test("kill -9 after any file of a model leaves no model, and the next fit clears up", async () => {
  const place = await workspace({ "ring.csv": ring });
  const { path, list } = place;
  const fit = `fit ring.csv --target kind ${quick} --out model`;
  let caught = 0;
  for (let files = 0; files <= 5; files++) {
    const child = spawnCli(fit, path);
    const end = ending(child);
    if (await until(child, () => staged(path, child) >= files)) {
      child.kill("SIGKILL");
      caught++;
    }
    await end;
    if ((await expectNoneOrWhole(place)) === "whole") break;
  }
  expect(caught).toBeGreaterThan(3);
  const last = await ending(spawnCli(`${fit} --overwrite`, path));
  expect(last.code).toBe(0);
  expect(await list()).toEqual(["model", "ring.csv"]);
});

test("kill -9 at 12 moments of a fit leaves no model or a whole one", async () => {
  const place = await workspace({ "ring.csv": ring });
  const fit = `fit ring.csv --target kind ${quick} --out model`;
  const started = performance.now();
  await ending(spawnCli(fit, place.path));
  const duration = performance.now() - started;
  const killedAfter = async (milliseconds: number): Promise<"none" | "whole"> => {
    const fresh = await workspace({ "ring.csv": ring });
    const child = spawnCli(fit, fresh.path);
    const end = ending(child);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill("SIGKILL");
    await end;
    return expectNoneOrWhole(fresh);
  };
  const seen: string[] = [];
  for (let moment = 1; moment <= 12; moment += 3) {
    const moments = [moment, moment + 1, moment + 2].map((k) => (duration * k) / 11);
    seen.push(...(await Promise.all(moments.map(killedAfter))));
  }
  expect(seen).toHaveLength(12);
  expect(seen).toContain("none");
}, 120_000);

test("kill -9 while a model is being replaced leaves the old one or the new one, now or after the next run", async () => {
  const place = await workspace({ "ring.csv": ring });
  const { path, run, list } = place;
  const fit = `fit ring.csv --target kind ${quick} --out model`;
  await run(fit);
  for (let files = 2; files <= 6; files++) {
    const child = spawnCli(`${fit} --overwrite`, path);
    const end = ending(child);
    await until(child, () => staged(path, child) >= files || !existsSync(join(path, "model")));
    child.kill("SIGKILL");
    await end;
    if (!(await list()).includes("model")) await run(`${fit} --network mlp:depth=1 --ridges 1`);
    expect(await expectNoneOrWhole(place)).toBe("whole");
  }
}, 120_000);
