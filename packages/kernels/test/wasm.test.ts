import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { binary } from "../scripts/pairs.ts";

test("the kernels in src/wasm/binary.ts are what assembly/pairs.ts compiles to", async () => {
  const written = new URL("../src/wasm/binary.ts", import.meta.url);
  expect(await readFile(written, "utf8")).toBe(await binary());
});
