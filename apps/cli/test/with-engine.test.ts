import { createHash } from "node:crypto";
import { plainEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { withEngine } from "../src/engine/with-engine.ts";
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

test("predictions and queries have the same bytes for every number of threads", async () => {
  const { read, run } = await workspace({
    "ring.csv": ring,
    "a.csv": "1,2\n-1,0.5\n0.3,-2\n",
    "y.csv": "class\na\nb\na\n",
    "pool.csv": "0.5,0.5\n-2,1\n1,1\n0,-1\n",
  });
  const fit = "fit ring.csv --target kind --depths 3 --activations tanh --folds 2 --out m --quiet";
  expect((await run(fit)).code).toBe(0);
  const query =
    "query --network mlp:depth=3,activation=gelu --labelled a.csv --labels y.csv --pool pool.csv --count 2 --quiet";
  const seen = new Set<string>();
  for (const threads of [1, 2]) {
    const { code, stdout, stderr } = await run(`predict m ring.csv --quiet --threads ${threads}`);
    expect(code, stderr).toBe(0);
    const asked = await run(`${query} --out q.csv --threads ${threads}`);
    expect(asked.code, asked.stderr).toBe(0);
    seen.add(`${stdout}${await read("q.csv")}`);
  }
  expect(seen.size).toBe(1);
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

test("--engine names what computes, before or after the command, and --json says what ran", async () => {
  const { json, run } = await workspace({
    "x.csv": "1,2\n3,4\n5,7\n",
    "net.json": JSON.stringify({ type: "serial", layers: [{ type: "dense" }] }),
  });
  const kernel = "kernel --network net.json --x1 x.csv --out k.npz --quiet";
  expect((await json(kernel)).value).toMatchObject({ engine: "plain" });
  expect((await json(`--engine wasm ${kernel} --threads 2`)).value.engine).toMatch(
    /^wasm, 2 threads/,
  );
  expect((await json(`${kernel} --engine plain`)).value).toMatchObject({ engine: "plain" });
  const wrong = await run(`${kernel} --engine numpy`);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("wasm, native, onnx, plain");
  const many = await run(`${kernel} --engine plain --threads 2`);
  expect([many.code, many.stderr]).toEqual([
    2,
    "error: --threads must be 1 with --engine plain, got 2\n",
  ]);
});

test.each(["native", "onnx"])("--engine %s runs, or says what is missing", async (kind) => {
  const { json } = await workspace({
    "x.csv": "1,2\n3,4\n5,7\n",
    "net.json": JSON.stringify({ type: "serial", layers: [{ type: "dense" }] }),
  });
  const { code, value } = await json(`kernel --network net.json --x1 x.csv --out k.npz --engine ${kind}`); // prettier-ignore
  if (code === 0) expect(value.engine).toMatch(kind);
  else expect(value).toMatchObject({ error: { code: "not-installed" } });
});
