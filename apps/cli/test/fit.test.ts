import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelSchema } from "../src/model/model-schema.ts";
import { quick, ring, ringTable, wave, waveTable } from "./tables.ts";
import { workspace } from "./workspace.ts";

test("fit finds that a ring needs depth, and beats the linear model and the majority", async () => {
  const { json, list, read } = await workspace({ "ring.csv": ring });
  const { code, value } = await json(
    "fit ring.csv --target kind --depths 1,2,3 --ridges 1e-3,1e-2,1e-1",
  );
  expect(code).toBe(0);
  const fit = value;
  expect(fit).toMatchObject({
    command: "fit",
    task: "classification",
    classes: ["inside", "outside"],
    rows: 60,
    features: 5,
    metric: "accuracy",
    folds: 5,
    settingsTried: 9,
    model: "ring-model",
    report: "ring-model/report.md",
  });
  expect(fit.chosen.settings.depth).toBeGreaterThan(1);
  expect(fit.chosen.value).toBeGreaterThan(0.9);
  expect(fit.corrected.value).toBeCloseTo(fit.chosen.value, 1);
  expect(fit.corrected.lower).toBeLessThan(fit.corrected.upper);
  expect(fit.baselines.linear.value).toBeLessThan(0.75);
  expect(fit.baselines.trivial.value).toBeCloseTo(0.5, 10);
  for (const row of [...fit.candidates, fit.baselines.linear, fit.baselines.trivial]) {
    expect(row.lower).toBeLessThanOrEqual(row.value);
    expect(row.upper).toBeGreaterThanOrEqual(row.value);
  }
  expect(await list("ring-model")).toEqual([
    "arrays.npz",
    "candidates.svg",
    "confusion.svg",
    "model.json",
    "penalty.svg",
    "report.md",
  ]);
  expect(await list()).toEqual(["ring-model", "ring.csv"]);
  expect(modelSchema.safeParse(JSON.parse(await read("ring-model/model.json"))).success).toBe(true);
});

test("fit finds a wave in a regression table; its intervals hold their share of new rows", async () => {
  const { json, run, write } = await workspace({ "wave.csv": wave });
  const { value } = await json("fit wave.csv --target height --depths 1,2,3");
  const fit = value;
  expect(fit).toMatchObject({ task: "regression", metric: "rmse" });
  expect(fit.chosen.value).toBeLessThan(0.5 * fit.baselines.linear.value);
  expect(fit.baselines.linear.value).toBeLessThan(1.2 * fit.baselines.trivial.value);
  await write(
    "new.csv",
    waveTable(400).split("\n").slice(0, 1).concat(waveTable(400).split("\n").slice(51)).join("\n"),
  );
  const predicted = await json("predict wave-model new.csv --out p.csv");
  expect(predicted.value.rmse.value).toBeLessThan(0.3);
  expect(predicted.value.coverage).toBeGreaterThan(0.85);
  expect((await run("predict wave-model new.csv --out p.csv --quiet")).stderr).toBe("");
});

test("fit prints its choice, the baselines and where the model is, and notes on stderr only", async () => {
  const { run } = await workspace({ "ring.csv": ring });
  const { code, stdout, stderr } = await run(`fit ring.csv --target kind ${quick}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^ring\.csv\ntable {5}60 rows, 5 features, 2 classes of "kind"\nchosen {4}depth 2, relu; NTK/,
  );
  expect(stdout).toContain("3-fold cross-validation");
  expect(stdout).toContain("majority class");
  expect(stdout).toContain("report    ring-model/report.md");
  const [task, edge, rest] = stderr.split("\n");
  expect(task).toBe('task: classification, since "kind" has words in it (--task chooses)');
  expect(edge).toMatch(
    /^The chosen ridge, 0.01, is the smallest that was tried: smaller ones may be/,
  );
  expect(rest).toBe("");
  const quiet = await run(`fit ring.csv --target kind ${quick} --overwrite --quiet`);
  expect(quiet.stderr).toBe("");
});

test("equal seeds give equal models to the byte, other seeds other folds", async () => {
  const { run, path } = await workspace({ "ring.csv": ring });
  const digest = async (name: string, seed: number): Promise<string> => {
    await run(`fit ring.csv --target kind ${quick} --seed ${seed} --out ${name}`);
    const files = ["model.json", "arrays.npz", "report.md", "candidates.svg", "confusion.svg"];
    const bytes = await Promise.all(files.map((file) => readFile(join(path, name, file))));
    return createHash("sha256").update(Buffer.concat(bytes)).digest("hex");
  };
  const first = await digest("a", 7);
  expect(await digest("b", 7)).toBe(first);
  expect(await digest("c", 8)).not.toBe(first);
});

test("the guess of the task can be overruled, and numbers with few values are classes", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},${i % 3}`).join("\n");
  const { json } = await workspace({ "t.csv": `a,b\n${rows}\n` });
  const classes = await json(`fit t.csv --target b ${quick} --out c`);
  expect(classes.value).toMatchObject({ task: "classification", classes: ["0", "1", "2"] });
  const numbers = await json(`fit t.csv --target b ${quick} --out r --task regression`);
  expect(numbers.value).toMatchObject({ task: "regression" });
});

test("--network fixes the network, as a file or a preset", async () => {
  const net =
    "type: serial\nlayers:\n  - type: dense\n    biasStd: 0.5\n  - type: erf\n  - type: dense\n";
  const { json } = await workspace({ "ring.csv": ring, "net.yaml": net });
  const file = await json("fit ring.csv --target kind --network net.yaml --ridges 1e-2 --out a");
  expect(file.value.chosen).toMatchObject({
    label: "net.yaml",
    network: { layers: [{ biasStd: 0.5 }, { type: "erf" }, {}] },
  });
  expect(file.value.corrected).toBeUndefined();
  const preset = await json(
    "fit ring.csv --target kind --network mlp:depth=2,activation=erf --ridges 1e-2 --out b",
  );
  expect(preset.value.candidates).toHaveLength(1);
});

test("activations, fixed layers and the NNGP widen the search", async () => {
  const { json } = await workspace({ "ring.csv": ring });
  const { value } = await json(
    "fit ring.csv --target kind --depths 1,2 --activations relu,erf --fixed-layers 0,1 --kernel nngp --ridges 1e-2 --folds 3",
  );
  expect(value.candidates.map(({ label }) => label)).toEqual([
    "depth 1, linear, 0 fixed",
    "depth 2, relu, 0 fixed",
    "depth 2, relu, 1 fixed",
    "depth 2, erf, 0 fixed",
    "depth 2, erf, 1 fixed",
  ]);
  expect(value.chosen.kernel).toBe("nngp");
});

test("--solver svm chooses C and saves a model that predicts votes", async () => {
  const { json, run } = await workspace({ "ring.csv": ring });
  const { value } = await json(
    "fit ring.csv --target kind --solver svm --depths 2,3 --C 1,10 --folds 3",
  );
  expect(value.chosen).toMatchObject({ solver: "svm" });
  expect(value.chosen.value).toBeGreaterThan(0.85);
  const { stdout } = await run("predict ring-model ring.csv --quiet");
  expect(stdout.split("\n")[0]).toBe("row,prediction,votes_inside,votes_outside");
});

test("--test-fraction reports rows that took part in no choice", async () => {
  const { json } = await workspace({ "ring.csv": ringTable(100) });
  const { value } = await json(`fit ring.csv --target kind ${quick} --test-fraction 0.2`);
  expect(value.test).toMatchObject({ rows: 20 });
  expect(value.test.value).toBeGreaterThan(0.8);
});

test("--protocol arora2020 tries 15 networks with 7 values of C on one split", async () => {
  const { json, read } = await workspace({ "ring.csv": ring });
  const { value } = await json("fit ring.csv --target kind --protocol arora2020");
  expect(value).toMatchObject({ folds: 1, settingsTried: 105, protocol: "arora2020" });
  expect(value.chosen.network.layers[0]).toMatchObject({ scaling: "sum", biasStd: null });
  const report = await read("ring-model/report.md");
  expect(report).toContain("Protocol arora2020 (Arora et al. 2020");
});

test("a model is not replaced unless --overwrite says so, and nothing but a model ever is", async () => {
  const { json, write, read } = await workspace({ "ring.csv": ring, "mine/notes.txt": "keep" });
  const fit = `fit ring.csv --target kind ${quick}`;
  await json(`${fit} --out model`);
  const again = await json(`${fit} --out model`);
  expect(again.code).toBe(2);
  expect(again.value.error.message).toMatch(/must not exist yet.*--overwrite/);
  await write("model/extra.txt", "old");
  expect((await json(`${fit} --out model --overwrite`)).code).toBe(0);
  await expect(read("model/extra.txt")).rejects.toThrow("ENOENT");
  const foreign = await json(`${fit} --out mine --overwrite`);
  expect(foreign.code).toBe(2);
  expect(foreign.value.error.message).toMatch(/only a model folder or an empty folder/);
  expect((await json(`${fit} --out . --overwrite`)).code).toBe(2);
  expect(await read("mine/notes.txt")).toBe("keep");
});

test("the report shows its figures, every candidate, and words from the table unharmed", async () => {
  const table = ring.replace("kind", '"ki|nd *x* <b>"').replaceAll("inside", "in & <out>");
  const { run, read } = await workspace({ "r|ing.csv": table });
  const args = ["fit", "r|ing.csv", "--target", "ki|nd *x* <b>", ...quick.split(" "), "--out", "m"];
  expect((await run(args)).code).toBe(0);
  const report = await read("m/report.md");
  expect(report).toContain("# r\\|ing.csv: ki\\|nd \\*x\\* \\<b\\>");
  for (const figure of ["candidates.svg", "confusion.svg", "penalty.svg"]) {
    expect(report).toContain(`](${figure})`);
  }
  const confusion = await read("m/confusion.svg");
  expect(confusion).toContain("in &amp; &lt;out&gt;");
  expect(confusion).not.toContain("<out>");
});
