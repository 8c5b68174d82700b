import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

test("every row of the tables of the page Conventions has a test of its name", () => {
  const page = read("../src/content/docs/conventions.md");
  const rows = Array.from(page.matchAll(/^\| \*\*([a-z-]+)\*\* +\|/gm), (match) => match[1]!);
  expect(rows.length).toBeGreaterThan(30);
  const tests = readdirSync(new URL(".", import.meta.url))
    .filter((file) => /^conventions-.*\.test\.ts$/.test(file))
    .flatMap((file) => Array.from(read(file).matchAll(/\btest\(\s*["']([a-z-]+):/g)))
    .map((match) => match[1]!);
  expect(tests).toEqual(expect.arrayContaining(rows));
});
