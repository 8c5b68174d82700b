import { stat } from "node:fs/promises";
import { join } from "node:path";
import { learningCurve } from "@ntkit/active-learning";
import { dense, relu, serial } from "@ntkit/architecture";
import { parseTable, writeNpy } from "@ntkit/datasets";
import { type Matrix, matrix, random } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { compareStrategies } from "../src/simulate/compare-strategies.ts";
import { simulateRun } from "../src/simulate/simulate-run.ts";
import type { SimulationPlan } from "../src/simulate/simulation-plan.ts";
import { verdict } from "../src/simulate/simulation-report.ts";
import { strategyNames } from "../src/simulate/strategies.ts";
import { workspace } from "./workspace.ts";

/** Points around three corners of a triangle, in turns; the spread makes some of them hard. */
function clouds(count: number, seed: number): { x: Matrix; labels: Int32Array } {
  const { normal } = random(seed);
  const corners = [[2, 0], [-1, 1.7], [-1, -1.7]]; // prettier-ignore
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  const rows = Array.from(labels, (label) => corners[label]!.map((c) => c + 0.8 * normal()));
  return { x: matrix(count, 2, Float64Array.from(rows.flat())), labels };
}

const [pool, held] = [clouds(60, 1), clouds(30, 2)];
const net = serial(dense({ units: 12, weightStd: 1.5, biasStd: 0.3 }), relu(), dense({ units: 3 }));
const samples = ({ x, labels }: typeof pool) => ({
  x: { shape: [x.rows, 2], data: x.data },
  labels,
});
const plan: SimulationPlan = {
  network: net,
  pool: samples(pool),
  test: samples(held),
  classes: 3,
  settings: {
    strategies: strategyNames,
    seeds: [0],
    poolSize: 40,
    testSize: 30,
    initial: 3,
    count: 4,
    rounds: 2,
    steps: 40,
    members: 2,
  },
};

describe("a campaign", () => {
  test.each(strategyNames)(
    "by %s asks for different samples that have no label",
    async (strategy) => {
      const run = await simulateRun(plan, { strategy, seed: 1 });
      expect(run.labelled).toEqual([3, 7, 11]);
      const asked = run.picks.flat();
      expect([asked.length, new Set(asked).size]).toEqual([8, 8]);
      expect(Math.max(...asked)).toBeLessThan(40);
      expect(run.accuracy).toHaveLength(3);
      expect(run.accuracy.at(-1)).toBeGreaterThan(0.6);
    },
  );

  test("starts alike for every strategy of a seed, and otherwise for another seed", async () => {
    const first = async (strategy: (typeof strategyNames)[number], seed: number) =>
      (
        await simulateRun(
          { ...plan, settings: { ...plan.settings, rounds: 1 } },
          { strategy, seed },
        )
      ).accuracy[0];
    const random0 = await first("random", 0);
    expect(await first("variance", 0)).toBe(random0);
    const others = await Promise.all([1, 2, 3].map((seed) => first("random", seed)));
    expect(others.some((value) => value !== random0)).toBe(true);
  });
});

const csv = (labels: Int32Array) => `class\n${Array.from(labels, (l) => "abc"[l]!).join("\n")}\n`;
const files = {
  "net.json": JSON.stringify(net),
  "p.npy": writeNpy(pool.x),
  "p.csv": csv(pool.labels),
  "t.npy": writeNpy(held.x),
  "t.csv": csv(held.labels),
};
const small = "--seeds 2 --pool-size 40 --initial 3 --count 4 --rounds 2 --steps 30 --threads 2";
const simulate = `simulate --network net.json --pool p.npy --labels p.csv --test t.npy --test-labels t.csv --out s ${small}`;

test("the command writes runs, curves and a report, and called again does only what is missing", async () => {
  const place = await workspace(files);
  const first = await place.json(`${simulate} --strategies random,margin`);
  expect(first.code).toBe(0);
  expect(first.value).toMatchObject({ command: "simulate", newRuns: 4, seeds: 2 });
  expect(await place.list("s")).toEqual([
    "curves.csv",
    "curves.svg",
    "report.md",
    "runs",
    "simulation.json",
  ]);
  expect(await place.list("s/runs")).toEqual([
    "margin-0.json",
    "margin-1.json",
    "random-0.json",
    "random-1.json",
  ]);
  const before = await stat(join(place.path, "s/runs/random-1.json"));
  const second = await place.json(`${simulate} --strategies random,margin,variance`);
  expect(second.value).toMatchObject({ newRuns: 2 });
  expect((await stat(join(place.path, "s/runs/random-1.json"))).mtimeMs).toBe(before.mtimeMs);
  const table = parseTable(await place.read("s/curves.csv"), { file: "curves.csv" });
  expect(table.rows).toBe(9);
  const report = await place.read("s/report.md");
  for (const name of ["random", "margin", "variance"]) expect(report).toContain(`| ${name} |`);
  expect(report).toContain("Not decided: ");
  expect(await place.read("s/curves.svg")).toContain("labelled samples");
  const own = await simulateRun(
    { ...plan, settings: { ...plan.settings, steps: 30 } },
    { strategy: "margin", seed: 1 },
  );
  const run = JSON.parse(await place.read("s/runs/margin-1.json")) as typeof own;
  expect([run.accuracy, run.picks]).toEqual([own.accuracy, own.picks]);

  const other = await place.run(`${simulate} --strategies random --steps 31`);
  expect(other).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("same network, data and settings") as string,
  });
  await place.write("s/runs/random-0.json", "{}");
  expect((await place.run(`${simulate} --strategies random`)).stderr).toContain(
    "run must be one that ntkit simulate wrote",
  );
});

test.each([
  [
    "fewer first labels than classes",
    `${simulate} --initial 2`,
    {},
    2,
    "--initial: must be 3 at least",
  ],
  [
    "a pool that is too small",
    `${simulate} --pool-size 10`,
    {},
    2,
    "--pool-size: must hold 3 + 2 × 4 samples, got 10",
  ],
  [
    "a network of other outputs",
    simulate,
    { "net.json": JSON.stringify(serial(dense({ units: 2 }))) },
    2,
    "--network: must have an output for each of the 3 classes of p.csv, got 2",
  ],
  [
    "images without a flatten",
    simulate,
    {
      "p.npy": writeNpy({ shape: [60, 2, 1], data: pool.x.data }),
      "t.npy": writeNpy({ shape: [30, 2, 1], data: held.x.data }),
    },
    2,
    "got 6, one at each place of [2, 3]; a flatten before the first dense layer",
  ],
  [
    "labels for other samples",
    simulate,
    { "p.csv": "class\na\n" },
    3,
    "p.csv: must have a label for each of the 60 samples of p.npy, got 1",
  ],
  [
    "test classes that are unknown",
    simulate,
    { "t.csv": csv(held.labels).replace("\na", "\nz") },
    3,
    't.csv: classes must be those of p.csv (a, b, c), got "z" for sample 0',
  ],
  [
    "a file as its folder",
    simulate.replace("--out s", "--out p.csv"),
    {},
    2,
    "--out: must be a folder, got the file p.csv",
  ],
  [
    "another engine",
    `${simulate} --engine native`,
    {},
    2,
    "--engine: must be wasm for simulate, got native",
  ],
  ["an unknown strategy", `${simulate} --strategies best`, {}, 2, "Must be one of random, entropy"],
])("%s: refused, and nothing is written", async (_, command, changed, code, message) => {
  const place = await workspace({ ...files, ...changed });
  const before = await place.list();
  const outcome = await place.run(command);
  expect(outcome.stderr).toContain(message);
  expect(outcome.code).toBe(code);
  expect(await place.list()).toEqual(before);
});

test("strategies are compared with random seed by seed, and the verdict keeps to the intervals", () => {
  const run = (
    strategy: "random" | "margin" | "entropy" | "lcmd",
    seed: number,
    later: number,
  ) => ({
    strategy,
    seed,
    labelled: [3, 7],
    accuracy: [0.5, later],
    picks: [[1, 2, 3, 4]],
    querySeconds: 2,
  });
  const curves = compareStrategies([
    ...[0.6, 0.7, 0.8].map((value, seed) => run("random", seed, value)),
    ...[0.65, 0.75, 0.86].map((value, seed) => run("margin", seed, value)),
    ...[0.7, 0.7, 0.7].map((value, seed) => run("entropy", seed, value)),
    ...[0.5, 0.61, 0.7].map((value, seed) => run("lcmd", seed, value)),
  ]);
  expect(curves.map(({ strategy }) => strategy)).toEqual(["random", "entropy", "margin", "lcmd"]);
  const margin = curves.find(({ strategy }) => strategy === "margin")!;
  const want = learningCurve([[0.05], [0.05], [0.06]]);
  expect(margin.gain!.low).toBeAllclose([...want.low], { rtol: 1e-9 });
  expect(margin.querySeconds).toBe(2);
  expect(verdict(curves)).toBe("Better than random: margin. Worse: lcmd. Not decided: entropy.");
});

test("a network that cannot be trained ends the command with the run's name, exit code 1", async () => {
  const huge = matrix(60, 2, new Float64Array(120).fill(1e200));
  const place = await workspace({ ...files, "p.npy": writeNpy(huge) });
  const { code, stderr } = await place.run(`${simulate} --strategies random`);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: random with seed \d: /)]);
});

test("an interrupted simulation keeps the runs that were done", async () => {
  const place = await workspace(files);
  const controller = new AbortController();
  const running = place.run(
    `${simulate} --seeds 40 --strategies random --threads 1`
      .replace("--seeds 2 ", "")
      .replace("--threads 2 ", ""),
    controller.signal,
  );
  while ((await place.list("s/runs").catch(() => [])).length === 0)
    await new Promise((r) => setTimeout(r, 20));
  controller.abort(new Error("stop"));
  expect((await running).code).not.toBe(0);
  const kept = (await place.list("s/runs")).filter((name) => name.endsWith(".json"));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(40);
});
