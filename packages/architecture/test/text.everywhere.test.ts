import { mlp, networkHash, parseNetwork, parsePreset, stringifyNetwork } from "../src/index.ts";
import { expect, test } from "vitest";
import { everything, networkError } from "./helpers.ts";

test("networks are read, written and hashed without anything of Node's", () => {
  for (const format of ["json", "yaml"] as const) {
    const text = stringifyNetwork(everything, { format });
    expect(networkHash(parseNetwork(text, { format }))).toBe(networkHash(everything));
  }
  expect(parsePreset("mlp:depth=2")).toStrictEqual(mlp({ depth: 2 }));
});

test("the deepest nesting that is read fits the stack, one more is a NetworkError", () => {
  const nested = (depth: number): string =>
    `${'{"type":"repeat","times":1,"layer":'.repeat(depth)}{"type":"relu"}${"}".repeat(depth)}`;
  expect(networkHash(parseNetwork(nested(255)))).toHaveLength(64);
  expect(networkError(() => parseNetwork(nested(256))).line).toBe(1);
});

test("errors in JSON point into the text", () => {
  const error = networkError(() => parseNetwork('{"type":"relu",\n "x" 1}', { file: "net.json" }));
  expect(error).toMatchObject({ file: "net.json", line: 2 });
});
