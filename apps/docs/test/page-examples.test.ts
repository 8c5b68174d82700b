import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as solvers from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

function pageOf(name: string): string {
  return readFileSync(new URL(`../src/content/docs/${name}.md`, import.meta.url), "utf8");
}

/** The text of the first fenced block in this language. */
function block(page: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(page)![1]!;
}

describe.each(["many-rows", "training"])("the page %s", (name) => {
  const page = pageOf(name);

  test("prints what it says", () => {
    const args = ["--conditions=@ntkit/source", "--input-type=module", "--eval", block(page, "ts")];
    const cwd = fileURLToPath(new URL("..", import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: block(page, "text"), stderr: "" });
  });

  test("names functions that there are", () => {
    const known = new Set([...Object.keys(solvers), ...others]);
    const prose = page.replace(/^```[\s\S]*?^```/gm, "");
    const named = [...prose.matchAll(/`([a-z]+[A-Z]\w*)(\(\))?`/g)].map(([, word]) => word!);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((word) => !known.has(word))).toEqual([]);
  });
});

/** Names of options, and of functions of other packages. */
const others = [
  "kernelTiles",
  "kernelWorkers",
  "jacobianWorkers",
  "ntkTiles",
  "wasmEngine",
  "pivotedCholesky",
  "conjugateGradients",
  "onEpoch",
  "onProgress",
];
