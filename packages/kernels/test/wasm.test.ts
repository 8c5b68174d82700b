import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { binary as pairs } from "../scripts/pairs.ts";
import { binaries as planes } from "../scripts/planes.ts";

test("the kernels in src/wasm/binary.ts are what assembly/pairs.ts compiles to", async () => {
  expect(await written("../src/wasm/binary.ts")).toBe(await pairs());
});

test("the kernels in src/planes/binaries.ts are what assembly/planes.ts compiles to", async () => {
  expect(await written("../src/planes/binaries.ts")).toBe(await planes());
});

function written(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), "utf8");
}
