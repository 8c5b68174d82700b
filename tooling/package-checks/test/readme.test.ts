import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readmeExample, rounded } from "../src/readme-example.ts";
import { run } from "../src/run.ts";
import { publicRooms, rooms } from "../src/workspace.ts";

// The command line depends on every package, so that any example finds what it imports from there.
const cli = rooms().find(({ folder }) => folder === "apps/cli")!.path;
const readmes = [
  ["the repository", join(cli, "../../README.md")] as const,
  ...publicRooms().map(({ path, manifest }) => [manifest.name, join(path, "README.md")] as const),
];

test.each(readmes)("the example in the README of %s prints what it says", async (_, file) => {
  const { code, printed } = readmeExample(readFileSync(file, "utf8"));
  expect(printed).not.toEqual([]);
  const node = ["--conditions=@ntkit/source", "--input-type=module-typescript", "--eval", code];
  const lines = (await run(process.execPath, node, cli)).trimEnd();
  expect(rounded(lines)).toBe(rounded(printed.join("\n")));
});
