import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeNpz } from "@ntkit/datasets";
import { kernelFunction, kernelTiles, kernelWorkers } from "@ntkit/kernels";
import { matrix, random, selectRows } from "@ntkit/linalg";
import { kernelRegression, regressionPredict } from "@ntkit/solvers";
import { describe, expect, test, vi } from "vitest";
import { chooseLandmarks } from "../src/fit/choose-landmarks.ts";
import { landmarkPath } from "../src/fit/landmark-path.ts";
import { mlpCandidates } from "../src/fit/mlp-candidates.ts";
import { predictInTiles } from "../src/fit/predict-in-tiles.ts";
import { refuseTooManyRows } from "../src/fit/refuse-too-many-rows.ts";
import { searchLandmarks } from "../src/fit/search-landmarks.ts";
import { searchNetworks } from "../src/fit/search-networks.ts";
import { type ModelRecord, modelSchema } from "../src/model/model-schema.ts";
import { readModel } from "../src/model/read-model.ts";
import { predictRows } from "../src/predict/predict-rows.ts";
import { readRows } from "../src/predict/read-rows.ts";
import { ringTable, waveTable } from "./tables.ts";
import { workspace } from "./workspace.ts";

const recordOf = (text: string): ModelRecord => modelSchema.parse(JSON.parse(text));
const small = "--depths 2,3 --ridges 1e-4,1e-2 --quiet";

const { normal } = random(4);
const x = matrix(60, 3, Float64Array.from({ length: 180 }, normal));
const y = matrix(
  60,
  2,
  Float64Array.from({ length: 120 }, (_, k) => Math.sin(2 * x.data[3 * (k >> 1)]!) + (k % 2)),
);
const fresh = matrix(9, 3, Float64Array.from({ length: 27 }, normal));
const space = {
  depths: [1, 2],
  activations: ["relu"],
  fixedLayers: [0],
  weightStd: Math.SQRT2,
  biasStd: 1,
};
const networks = mlpCandidates(space);

describe("regression through landmarks", () => {
  const ridges = [1e-2, 1];

  async function exact(network: (typeof networks)[number]["network"], ridge: number) {
    const functions = kernelFunction(network);
    const call = { get: ["ntk"] as const };
    const { ntk: kernel } = await functions.evaluate(x, undefined, call);
    const problem = { kernel, targets: y, relativeRidge: ridge, center: true };
    const { ntk: cross } = await functions.evaluate(fresh, x, call);
    return regressionPredict(await kernelRegression(problem), cross);
  }

  test("identity: with all rows as landmarks it is ridge regression to 1e-9", async () => {
    const { network } = networks[1]!;
    const plan = { network, kernel: "ntk" as const, count: 60, seed: 1, ridges };
    const path = await landmarkPath(x, y, plan);
    const found = await predictInTiles(fresh, { ...path, network, kernel: "ntk" });
    for (const [i, ridge] of ridges.entries()) {
      expect(found[i]).toBeAllclose(await exact(network, ridge), { rtol: 1e-9, atol: 1e-9 });
    }
  });

  test("identity: a linear kernel of d features needs d + 1 landmarks, and is exact to 1e-9", async () => {
    const { network } = networks[0]!;
    const plan = { network, kernel: "ntk" as const, count: 40, seed: 1, ridges: [0.1] };
    const path = await landmarkPath(x, y, plan);
    expect(path.points.rows).toBe(4);
    const [found] = await predictInTiles(fresh, { ...path, network, kernel: "ntk" });
    expect(found).toBeAllclose(await exact(network, 0.1), { rtol: 1e-9, atol: 1e-9 });
  });

  test("identity: rows beyond the first tile are predicted as if they were alone, bit for bit", async () => {
    const { network } = networks[1]!;
    const path = await landmarkPath(x, y, { network, kernel: "nngp", count: 8, seed: 1, ridges });
    const models = { ...path, network, kernel: "nngp" as const };
    const many = selectRows(
      x,
      Array.from({ length: 2060 }, (_, i) => (7 * i) % 60),
    );
    const last = Array.from({ length: 12 }, (_, i) => 2048 + i);
    const told: number[] = [];
    const onProgress = (part: number): unknown => told.push(part);
    const all = await predictInTiles(many, { ...models, onProgress });
    const alone = await predictInTiles(selectRows(many, last), models);
    for (const [i, found] of all.entries()) expect(selectRows(found, last)).toEqual(alone[i]);
    expect(told).toEqual([2048 / 2060, 1]);
  });

  test("draws landmarks among different rows, by the seed", async () => {
    const twice = selectRows(
      x,
      Array.from({ length: 40 }, (_, i) => i % 20),
    );
    const tiles = kernelTiles(networks[1]!.network, twice);
    const drawn = (count: number, seed: number) =>
      chooseLandmarks(twice, tiles, { count, seed }, {});
    const [all, some, others] = [await drawn(40, 1), await drawn(5, 1), await drawn(5, 2)];
    expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(some).toEqual(await drawn(5, 1));
    expect(some).not.toEqual(others);
  });

  test("leaves out a landmark that another one gives to within rounding", async () => {
    const close = matrix(3, 1, Float64Array.of(0.5, 0.5 + 1e-7, -1));
    const { network } = mlpCandidates({ ...space, depths: [2], activations: ["erf"] })[0]!;
    const tiles = kernelTiles(network, close);
    const kept = await chooseLandmarks(close, tiles, { count: 3, seed: 1 }, {});
    expect(kept).toHaveLength(2);
    expect(kept).toContain(2);
  });

  test("agreement: a search with all training rows as landmarks is the search with kernels to 1e-9", async () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => y.data[2 * i]!);
    const targets = { task: "regression", values } as const;
    const splits = [0, 1].map((part) => {
      const rows = Int32Array.from({ length: 60 }, (_, i) => i);
      const inPart = (i: number): boolean => i % 2 === part;
      return { train: rows.filter((i) => !inPart(i)), validation: rows.filter(inPart) };
    });
    const told: number[] = [];
    const kernel = "nngp" as const;
    const options = { candidates: [networks[1]!], splits, penalties: ridges, kernel };
    const onProgress = (part: number): unknown => told.push(part);
    const plan = { ...options, landmarks: 30, seed: 0, onProgress };
    const found = await searchLandmarks(() => x, targets, plan);
    const reference = await searchNetworks(x, targets, { ...options, solver: "ridge" });
    expect(found.rows).toEqual(reference.rows);
    expect(found.foldOf).toEqual(reference.foldOf);
    expect(found.best.value).toBe(reference.best.value);
    for (const [i, { predictions, foldScores, mean, interval }] of found.configurations.entries()) {
      const same = reference.configurations[i]!;
      const close = { rtol: 1e-8, atol: 1e-9 };
      expect(predictions).toBeAllclose(same.predictions, close);
      expect(foldScores).toBeAllclose(same.foldScores, close);
      expect([mean, interval.low, interval.high]).toBeAllclose(
        [same.mean, same.interval.low, same.interval.high],
        close,
      );
    }
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });
});

describe("fit --landmarks", () => {
  test("predict computes the kernel on the threads it is given, with the same bits", async () => {
    const { path, run } = await workspace({ "ring.csv": ringTable(60) });
    await run("fit ring.csv --target kind --landmarks 40 --depths 2 --ridges 1e-3 --quiet");
    const { model } = await readModel(join(path, "ring-model"), "ring-model");
    const { x: few } = await readRows(model, path, "ring.csv", {});
    // Threads are not told of less work than telling them is.
    const rows = selectRows(
      few,
      Array.from({ length: 3000 }, (_, i) => i % few.rows),
    );
    const { signal } = new AbortController();
    await using workers = await kernelWorkers({ threads: 2 });
    const ran = vi.fn(workers.run);
    const found = await predictRows(model, rows, { workers: { ...workers, run: ran }, signal });
    expect(ran).toHaveBeenCalled();
    expect(found).toEqual(await predictRows(model, rows, { signal }));
  });

  test("learns numbers from all rows, with intervals; predict follows", async () => {
    const { json, read } = await workspace({ "wave.csv": waveTable(300) });
    const { code, value } = await json(
      `fit wave.csv --target height --landmarks 40 ${small} --test-fraction 0.2`,
    );
    expect(code).toBe(0);
    expect(value.chosen).toMatchObject({ landmarks: 40, solver: "ridge", penaltyIs: "ridge" });
    expect(value.folds).toBe(1);
    expect(value.settingsTried).toBe(4);
    expect(value.chosen.value).toBeLessThan(0.15);
    expect(value.baselines.linear.value).toBeGreaterThan(0.5);
    const model = recordOf(await read("wave-model/model.json"));
    expect(model.solver).toMatchObject({ type: "landmarks", landmarks: 40 });
    expect(model.data.rows).toBe(300);
    expect(await read("wave-model/report.md")).toContain("through 40 landmark rows");
    const predicted = await json("predict wave-model wave.csv --out p.csv");
    expect(predicted.value.rmse.value).toBeLessThan(0.12);
    expect(predicted.value.coverage).toBeGreaterThan(0.9);
    expect(predicted.value.coverage).toBeLessThan(0.99);
  });

  test("learns classes by cross-validation, and says which landmarks add nothing", async () => {
    const { run, json } = await workspace({ "ring.csv": ringTable(80) });
    const { value } = await json(`fit ring.csv --target kind --landmarks 30 --folds 4 ${small}`);
    expect(value.folds).toBe(4);
    expect(value.chosen.value).toBeGreaterThan(0.85);
    const predicted = await json("predict ring-model ring.csv");
    const first = predicted.value.predictions[0]!;
    expect(Number(first.probability_inside) + Number(first.probability_outside)).toBeAllclose(1);
    const linear = await run("fit ring.csv --target kind --landmarks 30 --depths 1 --out linear");
    // x, y, three colours of which one follows from the others, and the bias
    expect(linear.stderr).toContain("landmarks: 5 rows; the others of 30 add nothing to them");
  });

  test("keeps what the search has finished, and goes on from it", async () => {
    const { path, run, json, list } = await workspace({ "wave.csv": waveTable(60) });
    const fit = `fit wave.csv --target height --landmarks 20 ${small} --checkpoint kept --overwrite`;
    const first = await json(fit);
    const files = await list("kept");
    // two networks, and the linear model beside them
    expect(files).toHaveLength(3);
    const model = await readFile(join(path, "wave-model/arrays.npz"));
    expect(await json(fit)).toEqual(first);
    expect(await readFile(join(path, "wave-model/arrays.npz"))).toEqual(model);
    // other options make other files
    await json(fit.replace("--landmarks 20", "--landmarks 21"));
    expect(await list("kept")).toHaveLength(6);
    // what is there is used: the predictions of another network
    const swap = async (a: string, b: string): Promise<void> => {
      await rename(join(path, "kept", a), join(path, "kept", "swap"));
      await rename(join(path, "kept", b), join(path, "kept", a));
      await rename(join(path, "kept", "swap"), join(path, "kept", b));
    };
    await swap(files[0]!, files[1]!);
    expect(await json(fit)).not.toEqual(first);
    const wrong = writeNpz({ predictions: matrix(1, 1) });
    for (const file of files) await writeFile(join(path, "kept", file), wrong);
    const broken = await run(fit);
    expect(broken.code).toBe(3);
    expect(broken.stderr).toMatch(/predictions must have shape 24×1, got 1×1/);
  });

  test.each([
    ["--landmarks 49", /must be at most the number of rows that a split learns from, 48, got 49/],
    ["--landmarks 10 --solver svm", /learns by ridge regression alone, got --solver svm/],
    ["--landmarks 10 --loss huber", /learns by ridge regression alone, got --loss huber/],
    ["--landmarks 10 --time 10", /--time: must not be given with --landmarks/],
    ["--landmarks 10 --likelihood", /--likelihood: must not be given with --landmarks/],
    ["--landmarks 10 --noise 0.1", /--noise: must not be given with --landmarks/],
    ["--landmarks 10 --ridges 0,1", /--ridges: must be above 0 with --landmarks/],
    ["--landmarks 0", /whole number of at least 1/],
    ["--checkpoint kept", /--checkpoint: must be given with --landmarks/],
    [
      "--landmarks 10 --checkpoint wave.csv",
      /--checkpoint: must be a folder, got the file wave.csv/,
    ],
    ["--landmarks 10 --protocol arora2020", /--landmarks: must not be given with --protocol/],
  ])("%s is refused", async (flags, message) => {
    const { run } = await workspace({ "wave.csv": waveTable(60) });
    const { code, stderr } = await run(`fit wave.csv --target height ${flags}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("kernels that no memory holds are refused, with the way out", () => {
    expect(() => {
      refuseTooManyRows(50_000, 5, 16e9);
    }).toThrow(/50000 rows with 5 networks must fit into 16 GB of memory, got 100 GB; --landmarks/);
    expect(() => {
      refuseTooManyRows(1000, 5, 16e9);
    }).not.toThrow();
  });
});
