import { createHash } from "node:crypto";
import { plainEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { withEngine } from "../src/with-engine.ts";
import { ring } from "./tables.ts";
import { workspace } from "./workspace.ts";

test("few rows are computed here, many or a number of threads on an engine that is ended after it", async () => {
  expect(await withEngine(undefined, 10, (engine) => Promise.resolve(engine))).toBe(plainEngine);
  const ended = await withEngine(2, 10, (engine) => Promise.resolve(engine));
  expect(ended.name).toContain("wasm, 2 threads");
  const large = await withEngine(undefined, 5000, (engine) => Promise.resolve(engine.name));
  expect(large).toContain("wasm");
  await expect(ended.gram({ rows: 1, cols: 1, data: Float64Array.of(1) })).rejects.toMatchObject({
    code: "disposed",
  });
});

test("a model has the same bytes for every number of threads", async () => {
  const { run, read } = await workspace({ "ring.csv": ring });
  const hashes: string[] = [];
  for (const threads of ["", " --threads 1", " --threads 3"]) {
    const { code } = await run(
      `fit ring.csv --target kind --depths 2 --folds 3 --out m --overwrite --quiet${threads}`,
    );
    expect(code).toBe(0);
    hashes.push(
      createHash("sha256")
        .update(await read("m/model.json"))
        .digest("hex"),
    );
  }
  expect(new Set(hashes).size).toBe(1);
});
