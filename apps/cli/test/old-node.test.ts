import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { oldNode } from "../src/old-node.ts";

test("a Node older than package.json asks for is refused by its version, others are not", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { engines } = JSON.parse(manifest) as { engines: { node: string } };
  expect(engines.node).toBe(">=22.12");
  expect(oldNode("20.20.2")).toBe("ntkit: Node must be 22.12 or later, got 20.20.2");
  expect(oldNode("22.11.0")).toContain("got 22.11.0");
  for (const version of ["22.12.0", "22.18.1", "24.0.0"]) expect(oldNode(version)).toBeUndefined();
});
