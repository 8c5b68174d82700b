import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { siblingName } from "../src/output/leftovers.ts";
import { stagedFolder } from "../src/output/staged-folder.ts";
import { workspace } from "./workspace.ts";

const fresh = { overwrite: false, isReplaceable: () => Promise.resolve(false) };
const replacing = { overwrite: true, isReplaceable: () => Promise.resolve(true) };

/** The name that a process which no longer runs would have given to a sibling. */
function leftBehind(target: string, kind: "tmp" | "old"): string {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  return siblingName(target, kind).replace(`-${process.pid}-`, `-${pid}-`);
}

test("a staged folder appears whole at commit, with the folders above it", async () => {
  const { path, list } = await workspace();
  const target = join(path, "a/b/model");
  const folder = await stagedFolder(target, fresh);
  await folder.write("one.txt", "1");
  expect(await list("a/b")).toHaveLength(1);
  expect((await list("a/b"))[0]).toMatch(/^\.model\.tmp-/);
  await folder.commit();
  await folder.discard();
  expect(await list("a/b")).toEqual(["model"]);
  expect(await readFile(join(target, "one.txt"), "utf8")).toBe("1");
});

test("a discarded folder leaves nothing", async () => {
  const { path, list } = await workspace();
  const folder = await stagedFolder(join(path, "model"), fresh);
  await folder.write("one.txt", "1");
  await folder.discard();
  expect(await list()).toEqual([]);
});

test("a file is written once", async () => {
  const { path } = await workspace();
  const folder = await stagedFolder(join(path, "model"), fresh);
  await folder.write("one.txt", "1");
  await expect(folder.write("one.txt", "2")).rejects.toThrow(/it exists/);
  await folder.discard();
});

test("what a dead process left is cleared; what a living one writes is not", async () => {
  const { path, list } = await workspace();
  const target = join(path, "model");
  const dead = leftBehind(target, "tmp");
  const living = siblingName(target, "tmp").replace(`-${process.pid}-`, `-${process.ppid}-`);
  const stranger = siblingName(target, "tmp").replace(/tmp-[0-9a-f]{8}/, "tmp-00000000");
  for (const name of [dead, living, stranger]) await mkdir(name);
  const folder = await stagedFolder(target, fresh);
  await folder.commit();
  expect(await list()).toEqual(["model", basename(living), basename(stranger)].sort());
});

test("an old model that a dead process had moved aside is put back", async () => {
  const { path } = await workspace();
  const target = join(path, "model");
  const aside = leftBehind(target, "old");
  await mkdir(aside);
  await writeFile(join(aside, "one.txt"), "old");
  await expect(stagedFolder(target, fresh)).rejects.toThrow(/must not exist yet/);
  expect(await readFile(join(target, "one.txt"), "utf8")).toBe("old");
});

test("an existing target is refused at once, and again at commit", async () => {
  const { path } = await workspace();
  const target = join(path, "model");
  const folder = await stagedFolder(target, fresh);
  await mkdir(target);
  await expect(folder.commit()).rejects.toThrow(/must not exist yet/);
  await folder.discard();
  await expect(stagedFolder(target, fresh)).rejects.toThrow(/must not exist yet/);
});

test("a target is replaced as a whole, and only when it is one of ours", async () => {
  const { path, list } = await workspace({ "model/old.txt": "old" });
  const target = join(path, "model");
  const foreign = { overwrite: true, isReplaceable: () => Promise.resolve(false) };
  await expect(stagedFolder(target, foreign)).rejects.toThrow(/only a model folder/);
  const folder = await stagedFolder(target, replacing);
  await folder.write("new.txt", "new");
  await folder.commit();
  expect(await list("model")).toEqual(["new.txt"]);
  expect(await list()).toEqual(["model"]);
});
