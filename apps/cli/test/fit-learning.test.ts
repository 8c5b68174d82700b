import { describe, expect, test } from "vitest";
import { type ModelRecord, modelSchema } from "../src/model/model-schema.ts";
import type { RidgeState } from "../src/model/trained-model.ts";
import { ring, waveTable } from "./tables.ts";
import { workspace } from "./workspace.ts";

const recordOf = (text: string): ModelRecord => modelSchema.parse(JSON.parse(text));
const ridgeOf = (text: string): RidgeState => recordOf(text).solver as RidgeState;
const small = "--depths 2 --folds 3 --quiet";

/** The wave with a column of noise: half of the rows have ten times as much. */
function noisyWave(rows: number): string {
  const [head, ...lines] = waveTable(rows).trim().split("\n");
  return [`${head!},sd`, ...lines.map((line, i) => `${line},${i % 2 === 0 ? 0.1 : 1}`), ""].join(
    "\n",
  );
}

describe("fit --likelihood", () => {
  test("chooses the network that makes the targets most likely, with its own noise", async () => {
    const { json, run, read } = await workspace({ "wave.csv": waveTable(50) });
    const { value } = await json(
      "fit wave.csv --target height --likelihood --depths 1,2,3 --folds 3",
    );
    const best = Math.max(...value.likelihood.map((row) => row.logMarginalLikelihood));
    const winner = value.likelihood.find((row) => row.logMarginalLikelihood === best)!;
    expect(value.chosen.label).toBe(winner.label);
    expect(winner.settings.depth).toBeGreaterThan(1);
    expect(value.chosen.penalty).toBe(winner.relativeNoise);
    expect(value.chosen.settings.weightStd).toBeGreaterThan(0);
    expect(value.settingsTried).toBe(1);
    // noise of 0.1 in the data
    const record = await read("wave-model/model.json");
    const noise = Math.sqrt(ridgeOf(record).amplitude * ridgeOf(record).ridge);
    expect(noise).toBeGreaterThan(0.05);
    expect(noise).toBeLessThan(0.2);
    expect(recordOf(record).search.chosenBy).toBe("marginal-likelihood");
    expect(await read("wave-model/report.md")).toContain("largest marginal likelihood");
    expect((await run("predict wave-model wave.csv --quiet")).code).toBe(0);
  });

  test("leaves standard deviations as they are where the user gives one", async () => {
    const { json } = await workspace({ "wave.csv": waveTable(30) });
    const { value } = await json(
      `fit wave.csv --target height --likelihood --bias-std 0.5 ${small}`,
    );
    expect(value.chosen.settings.weightStd).toBeUndefined();
    expect(JSON.stringify(value.chosen.network)).toContain('"biasStd":0.5');
  });
});

describe("fit --time and --loss", () => {
  test("stops training early in place of a ridge, and predict follows", async () => {
    const { json, read } = await workspace({ "ring.csv": ring });
    const { value } = await json(`fit ring.csv --target kind --time 0,10,1000,inf ${small}`);
    expect(value.chosen).toMatchObject({ penaltyIs: "time", loss: "squared" });
    expect(value.chosen.value).toBeGreaterThan(0.8);
    expect(value.settingsTried).toBe(4);
    const model = recordOf(await read("ring-model/model.json"));
    expect(model.solver).toMatchObject({
      type: "flow",
      loss: "squared",
      time: value.chosen.penalty,
    });
    expect(model.search.penalties).toEqual([0, 10, 1000, "inf"]);
    expect(await read("ring-model/report.md")).toMatch(/gradient flow on the squared loss, time/);
    const predicted = await json("predict ring-model ring.csv");
    expect(predicted.value.predictions[0]!.probability_inside).toBeGreaterThan(0.5);
    expect(predicted.value.predictions[0]!.sd).toBeUndefined();
  });

  test.each(["cross-entropy", "logistic"])("learns classes by the %s loss", async (loss) => {
    const { json, read } = await workspace({ "ring.csv": ring });
    const { value } = await json(
      `fit ring.csv --target kind --loss ${loss} --ridges 1e-3,1e-2 ${small}`,
    );
    expect(value.chosen).toMatchObject({ penaltyIs: "ridge", loss });
    expect(value.chosen.value).toBeGreaterThan(0.85);
    const model = recordOf(await read("ring-model/model.json"));
    expect(model.solver).toMatchObject({ type: "flow", loss, relativeRidge: value.chosen.penalty });
    expect((await json("predict ring-model ring.csv")).value.accuracy.value).toBeGreaterThan(0.9);
  });

  test("bears outliers with Huber's loss, where squared errors do not", async () => {
    const lines = waveTable(50).trim().split("\n");
    const spoilt = lines.map((line, i) => (i % 9 === 4 ? `${line.split(",")[0]!},30` : line));
    const { json, write } = await workspace({ "wave.csv": `${spoilt.join("\n")}\n` });
    await write(
      "clean.csv",
      waveTable(400)
        .split("\n")
        .slice(0, 1)
        .concat(waveTable(400).split("\n").slice(51))
        .join("\n"),
    );
    const grid = `--ridges 1e-2 ${small} --task regression --overwrite`;
    const errors: number[] = [];
    for (const loss of ["huber --huber-delta 0.2", "squared"]) {
      await json(`fit wave.csv --target height --loss ${loss} ${grid}`);
      const { value } = await json("predict wave-model clean.csv --out p.csv");
      errors.push(value.rmse.value);
      expect(value.coverage).toBeGreaterThan(0.8);
    }
    expect(errors[0]!).toBeLessThan(0.7 * errors[1]!);
  });

  test("takes Huber's loss through time, with intervals", async () => {
    const { json } = await workspace({ "wave.csv": waveTable(50) });
    const { value } = await json(`fit wave.csv --target height --loss huber --time 5,500 ${small}`);
    expect(value.chosen).toMatchObject({ penaltyIs: "time", loss: "huber", penalty: 500 });
    const predicted = await json("predict wave-model wave.csv --out p.csv");
    expect(predicted.value.coverage).toBeGreaterThan(0.9);
  });
});

describe("fit --noise", () => {
  test("with a column weights rows by it, and predict adds the noise of each row", async () => {
    const { json, run, read } = await workspace({ "wave.csv": noisyWave(60) });
    const { value } = await json(`fit wave.csv --target height --noise sd ${small}`);
    expect(value.features).toBe(1);
    const solver = ridgeOf(await read("wave-model/model.json"));
    expect(solver.noise!.column).toBe("sd");
    expect(solver.noise!.meanVariance).toBeCloseTo((0.01 + 1) / 2, 12);
    expect(solver.amplitude * solver.ridge).toBeCloseTo(0.505, 10);
    const { predictions } = (await json("predict wave-model wave.csv")).value;
    for (const [i, row] of predictions.entries()) {
      expect(row.sd).toBeGreaterThan(i % 2 === 0 ? 0.1 : 1);
    }
    const bare = waveTable(60);
    const without = await workspace({ "bare.csv": bare, "wave.csv": noisyWave(60) });
    await without.json(`fit wave.csv --target height --noise sd ${small}`);
    const { stderr } = await without.run("predict wave-model bare.csv");
    expect(stderr).toContain('no column "sd": the intervals are of the values without noise');
    const less = (await without.json("predict wave-model bare.csv")).value.predictions;
    less.forEach((row, i) => {
      const noise = i % 2 === 0 ? 0.01 : 1;
      expect(Number(row.sd) ** 2 + noise).toBeCloseTo(Number(predictions[i]!.sd) ** 2, 10);
      expect(row.prediction).toBe(predictions[i]!.prediction);
    });
    expect((await run("predict wave-model wave.csv --quiet")).code).toBe(0);
  });

  test("with one number sets the scale of the intervals", async () => {
    const { json, read } = await workspace({ "wave.csv": waveTable(50) });
    await json(`fit wave.csv --target height --noise 0.1 ${small}`);
    const solver = ridgeOf(await read("wave-model/model.json"));
    expect(solver.noise!.meanVariance).toBeCloseTo(0.01, 12);
    expect(solver.amplitude).toBeCloseTo(0.01 / solver.ridge, 10);
    const { predictions } = (await json("predict wave-model wave.csv")).value;
    for (const row of predictions) expect(row.sd).toBeGreaterThan(0.1);
    expect(await read("wave-model/report.md")).toContain(
      "noise of standard deviation 0.1, as given",
    );
  });

  test.each([
    ["nothing", /must be a column of the table or a number above 0, got "nothing"/],
    ["0", /got "0"/],
    ["bad", /noise must be above 0, got -1 in line 3 of column "bad"/],
  ])("refuses %s", async (word, message) => {
    const table = `${waveTable(20)
      .trim()
      .split("\n")
      .map((line, i) => `${line},${i === 0 ? "bad" : i === 2 ? -1 : 1}`)
      .join("\n")}\n`;
    const { run } = await workspace({ "wave.csv": table });
    const { code, stderr } = await run(`fit wave.csv --target height --noise ${word} ${small}`);
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
  });
});

test.each([
  ["--time 1 --ridges 1", /--ridges: must not be given with --time/],
  ["--time 1 --noise 1", /--noise: must not be given with --time/],
  ["--solver svm --time 1", /--time: must not be given with --solver svm/],
  ["--solver svm --likelihood", /--likelihood: must not be given with --solver svm/],
  ["--likelihood --loss huber", /--loss: must not be given with --likelihood/],
  ["--likelihood --ridges 1", /--ridges: must not be given with --likelihood/],
  ["--protocol arora2020 --time 1", /--time: must not be given with --protocol/],
  ["--huber-delta 1", /--huber-delta: must not be given with --loss squared/],
  ["--loss huber --noise 1", /--noise: must not be given with --loss huber/],
  ["--noise 1 --ridges 0", /--ridges: must be above 0 with --noise, got 0/],
  ["--loss huber --task classification", /--loss: huber is for regression, got classification/],
  ["--loss huber", /--loss: huber is for regression, got classification/],
  ["--noise 1", /--noise: must be of a numeric target/],
  ["--loss hinge", /--loss/],
  ["--time -1", /--time/],
])("fit %s is a usage error", async (options, message) => {
  const { run } = await workspace({ "ring.csv": ring });
  const { code, stderr } = await run(`fit ring.csv --target kind ${options}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
