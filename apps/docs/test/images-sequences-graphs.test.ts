import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const page = readFileSync(
  new URL("../src/content/docs/images-sequences-graphs.md", import.meta.url),
  "utf8",
);

/** The text of the first fenced block in this language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(page)![1]!;
}

test("the TypeScript example of Images, sequences and graphs prints what the page says", () => {
  const args = ["--conditions=@ntkit/source", "--input-type=module", "--eval", block("ts")];
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: block("text"), stderr: "" });
});
