import { lstat, readFile, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFileAtomically } from "../src/output/write-file-atomically.ts";
import { workspace } from "./workspace.ts";

test("a file is replaced, and no temporary one stays", async () => {
  const { path } = await workspace({ "a.txt": "old" });
  await writeFileAtomically(join(path, "a.txt"), "new");
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("new");
  expect(await readdir(path)).toEqual(["a.txt"]);
});

test("a failed write names the path, leaves the old file and no temporary one", async () => {
  const { path } = await workspace({ "folder/in.txt": "x" });
  await expect(writeFileAtomically(join(path, "folder"), "new")).rejects.toThrow(/--out: .*folder/);
  await expect(writeFileAtomically(join(path, "no/a.txt"), "new")).rejects.toThrow(/no such file/);
  expect(await readdir(path)).toEqual(["folder"]);
});

test("a symbolic link stays one, and the file that it points to is replaced", async () => {
  const { path } = await workspace({ "runs/7.txt": "old" });
  await symlink("runs/7.txt", join(path, "latest.txt"));
  await writeFileAtomically(join(path, "latest.txt"), "new");
  expect((await lstat(join(path, "latest.txt"))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(path, "runs/7.txt"), "utf8")).toBe("new");
  expect(await readdir(join(path, "runs"))).toEqual(["7.txt"]);
});
