import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { binaries } from "../scripts/kernels.ts";

test("the kernels in src/wasm/binaries.ts are what assembly/kernels.ts compiles to", async () => {
  const written = new URL("../src/wasm/binaries.ts", import.meta.url);
  expect(await readFile(written, "utf8")).toBe(await binaries());
});
