import {
  type Geometry,
  type Query,
  type UncertaintyMeasure,
  badge,
  badgeGeometry,
  bait,
  coreSet,
  featureGeometry,
  kernelGeometry,
  largestCluster,
  lookAhead,
  topScores,
  uncertainty,
} from "@ntkit/active-learning";
import { serial } from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { writeNpy, writeNpz } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import { type Matrix, diagonal, matrix, matrixTiles } from "@ntkit/linalg";
import { softmaxProbabilities } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { lastInputs } from "../src/strategies/last-inputs.ts";
import { written } from "./arrays.ts";
import { kinds, labelled, net, pool, poolFiles, range } from "./query-files.ts";
import { workspace } from "./workspace.ts";

const inPool =
  "query --network net.json --labelled l.npy --labels l.csv --pool p.npy --out next.csv";
const oneHot = matrix(
  8,
  2,
  Float64Array.from(kinds.flatMap((kind) => (kind === "down" ? [1, 0] : [0, 1]))),
);
const probabilities = (outputs: Matrix) => softmaxProbabilities(outputs, 0.1);
const meanDiagonal = (kernel: Matrix) =>
  diagonal(kernel).reduce((sum, value) => sum + value, 0) / kernel.rows;

/** Kernels of the infinite network, and predictions at a hundredth of the mean diagonal as the ridge. */
async function infinite() {
  const of = async (a: Matrix, b?: Matrix) =>
    (await kernelFunction(net).evaluate(a, b, { get: ["ntk"] })).ntk;
  const [train, cross, ofPool] = [await of(labelled), await of(pool, labelled), await of(pool)];
  const ridge = 0.01 * meanDiagonal(train);
  const { predictions } = await lookAhead({ train, cross, pool: ofPool, targets: oneHot, ridge });
  const geometry = await kernelGeometry(matrixTiles(ofPool), cross, diagonal(train));
  return { train, cross, ofPool, ridge, predictions, geometry };
}

/** A finite network, its kernel's predictions on both sides, and the inputs of its last layer. */
async function finite() {
  const network = finiteNetwork(net, 5);
  const parameters = network.initialize(3);
  const model = network.at(parameters);
  const [first, second] = net.layers as [(typeof net)["layers"][number], never];
  const body = finiteNetwork(serial(first, second), 5);
  const inner = Object.entries(parameters).filter(([name]) => name.startsWith("0."));
  const features = (x: Matrix) => body.at(Object.fromEntries(inner)).forward(x);
  const cotangents = matrix(1, 2, Float64Array.of(Math.SQRT1_2, Math.SQRT1_2));
  const of = (a: Matrix, b?: Matrix) => empiricalNtk(model, a, b, { cotangents });
  const [train, cross] = [await of(labelled), await of(pool, labelled)];
  const problem = {
    train,
    targets: oneHot,
    trainOutputs: await model.forward(labelled),
    ridge: 0.01 * meanDiagonal(train),
  };
  const outputs = await model.forward(pool);
  const onPool = await lookAhead({ ...problem, cross, pool: await of(pool), poolOutputs: outputs });
  const itself = { cross: train, pool: train, poolOutputs: problem.trainOutputs };
  const onLabelled = await lookAhead({ ...problem, ...itself });
  return {
    files: { ...poolFiles(), "q.npz": writeNpz(parameters) },
    pool: { features: await features(pool), probabilities: probabilities(onPool.predictions) },
    labelled: {
      features: await features(labelled),
      probabilities: probabilities(onLabelled.predictions),
    },
  };
}

describe("a baseline of the infinite network", () => {
  test.each(["entropy", "margin", "least-confidence"] as const satisfies UncertaintyMeasure[])(
    "%s asks for the rows that the trained model is least sure of",
    async (strategy) => {
      const place = await workspace(poolFiles());
      const { value } = await place.json(`${inPool} --strategy ${strategy} --count 4`);
      const { predictions, ridge } = await infinite();
      const scores = uncertainty(probabilities(predictions), strategy);
      const want = topScores(range(0, 22), scores, 4);
      expect(value).toMatchObject({ strategy, picks: [...want.picks] });
      expect(value).not.toHaveProperty("criterion");
      const found = value as unknown as { scores: number[]; ridge: number };
      expect(found.scores).toBeAllclose([...want.scores], { rtol: 1e-9 });
      expect(found.ridge).toBeCloseTo(ridge, 12);
    },
  );

  test.each([
    ["core-set", (geometry: Geometry) => coreSet(geometry, 5)],
    ["lcmd", (geometry: Geometry) => largestCluster(geometry, 5)],
  ] as const)("%s keeps its distances in the kernel's own space", async (strategy, choose) => {
    const place = await workspace(poolFiles());
    const { value } = await place.json(`${inPool} --strategy ${strategy} --count 5`);
    const want = await choose((await infinite()).geometry);
    expect(value).toMatchObject({ strategy, picks: [...want.picks] });
    const tiles = await place.json(`${inPool} --strategy ${strategy} --count 5 --memory 1e-7`);
    expect(tiles.value).toMatchObject({ picks: [...want.picks] });
    expect(await place.read("next.csv")).toMatch(/,distance from .*: \d/);
  });

  test("random is drawn by --seed, from --regression too, and says so", async () => {
    const place = await workspace({ ...poolFiles(), "l.csv": `y\n${range(0, 8).join("\n")}\n` });
    const draw = (seed: number) =>
      place.json(`${inPool} --regression --strategy random --count 6 --seed ${seed}`);
    const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
    expect(again).toEqual(one);
    expect(other.value).not.toEqual(one.value);
    const { picks } = one.value as unknown as { picks: number[] };
    expect(new Set(picks).size).toBe(6);
    expect(await place.read("next.csv")).toMatch(/,drawn at random; /);
  });

  test("asks for no row twice, and the state remembers by what it chose", async () => {
    const place = await workspace(poolFiles());
    const round = async (strategy: string) => {
      const { value } = await place.json(`${inPool} --count 11 --state s --strategy ${strategy}`);
      return (value as unknown as { picks: number[] }).picks;
    };
    const picks = [...(await round("margin")), ...(await round("core-set"))];
    expect(picks.sort((a, b) => a - b)).toEqual(range(0, 22));
    const state = JSON.parse(await place.read("s/state.json")) as { rounds: unknown };
    expect(state.rounds).toMatchObject([{ criterion: "margin" }, { criterion: "core-set" }]);
  });

  test("chooses among --candidates alone", async () => {
    const place = await workspace(poolFiles());
    const few = `${inPool} --candidates 3 --count 3 --seed 5 --strategy`;
    const of = async (strategy: string) =>
      ((await place.json(`${few} ${strategy}`)).value as unknown as { picks: number[] }).picks;
    const sorted = (picks: number[]) => picks.sort((a, b) => a - b);
    const margin = sorted(await of("margin"));
    for (const other of ["random", "core-set", "lcmd"]) {
      expect(sorted(await of(other))).toEqual(margin);
    }
  });
});

describe("a baseline of a finite network", () => {
  test("badge, bait and core-set look at what enters the last layer", async () => {
    const { files, ...sides } = await finite();
    const place = await workspace(files);
    const expectQuery = async (strategy: string, want: Query) => {
      const command = `${inPool} --parameters q.npz --count 5 --seed 2 --strategy ${strategy}`;
      const { value } = await place.json(command);
      const found = value as unknown as { picks: number[]; scores: number[] };
      expect(found.picks).toEqual([...want.picks]);
      expect(found.scores).toBeAllclose([...want.scores], { rtol: 1e-8 });
    };
    const gradients = badgeGeometry(sides.pool.features, sides.pool.probabilities);
    await expectQuery("badge", await badge(gradients, 5, 2));
    await expectQuery("bait", await bait(sides.pool, 5, { labelled: sides.labelled }));
    const far = await featureGeometry(sides.pool.features, sides.labelled.features);
    await expectQuery("core-set", await coreSet(far, 5));
  });

  test("finds the inputs of the last layer in parts, where memory is short", async () => {
    const network = finiteNetwork(net, 5);
    const model = network.at(network.initialize(3));
    const x = { shape: [22, 5], data: pool.data };
    const whole = await lastInputs(model, x, {});
    const inParts = await lastInputs(model, x, {}, 3 * model.bytesPerExample(1));
    expect(inParts).toBeAllclose(whole, { rtol: 1e-13, atol: 1e-14 });
    expect(whole).toMatchObject({ rows: 22, cols: 16 });
  });
});

describe("a baseline on plain arrays", () => {
  const arrays =
    "query --train K.npy --pool-train Kpt.npy --pool Kpp.npy --targets y.npy --out q.npz";
  const files = async () => {
    const { train, cross, ofPool } = await infinite();
    return {
      "K.npy": writeNpy(train),
      "Kpt.npy": writeNpy(cross),
      "Kpp.npy": writeNpy(ofPool),
      "y.npy": writeNpy(oneHot),
      "one.npy": writeNpy({ shape: [8], data: Float64Array.from(range(0, 8)) }),
    };
  };

  test("orders the whole pool, with the score of each row in its place", async () => {
    const place = await workspace(await files());
    const { value } = await place.json(`${arrays} --strategy lcmd`);
    const { picks, score, ...rest } = await written(place, "q.npz");
    expect(rest).toEqual({});
    const want = await largestCluster((await infinite()).geometry, 22);
    expect(picks!.data).toEqual(Float64Array.from(want.picks));
    const inOrder = Array.from(want.picks, (row) => score!.data[row]!);
    expect(inOrder).toBeAllclose([...want.scores], { rtol: 1e-9, atol: 1e-12 });
    expect(value).toMatchObject({ strategy: "lcmd", best: want.picks[0], ridge: 0 });
    await place.run(`${arrays} --strategy entropy --relative-ridge 0.01`);
    const entropy = (await written(place, "q.npz")).score!;
    const { predictions } = await infinite();
    const open = uncertainty(probabilities(predictions), "entropy");
    expect(entropy.data).toBeAllclose([...open], { rtol: 1e-9 });
  });

  test("needs outputs for classes, and a network for features", async () => {
    const place = await workspace(await files());
    const one = await place.run(`${arrays} --strategy margin`.replace("y.npy", "one.npy"));
    expect(one).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "--strategy: margin needs an output for each class, got --targets with one column",
      ) as string,
    });
    expect((await place.run(`${arrays} --strategy badge`)).stderr).toContain(
      "--strategy: badge needs what enters a network's last layer: --parameters or --model, got kernels alone (--train)",
    );
    expect((await place.run(`${arrays.replace("y.npy", "one.npy")} --strategy lcmd`)).code).toBe(0);
  });
});

test("the ridge is a hundredth of the mean diagonal, or what is asked for; on arrays 0", async () => {
  const place = await workspace(poolFiles());
  const ridgeOf = async (flags: string) =>
    ((await place.json(`${inPool}${flags}`)).value as unknown as { ridge: number }).ridge;
  const mean = (await infinite()).ridge / 0.01;
  expect(await ridgeOf("")).toBeCloseTo(0.01 * mean, 12);
  expect(await ridgeOf(" --relative-ridge 0.3")).toBeCloseTo(0.3 * mean, 12);
  expect(await ridgeOf(" --ridge 0.3")).toBe(0.3);
  expect(await ridgeOf(" --ridge 0")).toBe(0);
});

test.each([
  ["a criterion", "--strategy variance", "use --criterion variance instead"],
  ["an ensemble's", "--strategy bald", "which only ntkit simulate has"],
  ["an unknown one", "--strategy best", "Must be one of look-ahead, random, entropy"],
  [
    "one with a criterion",
    "--strategy margin --criterion variance",
    "--criterion: must come with look-ahead, got --strategy margin",
  ],
  [
    "one in one round",
    "--strategy core-set --batch",
    "--batch: must come with look-ahead, got --strategy core-set",
  ],
  [
    "classes of numbers",
    "--strategy entropy --regression",
    "--strategy: entropy needs classes, got --regression",
  ],
  [
    "features of an infinite network",
    "--strategy bait",
    "--strategy: bait needs what enters a network's last layer: --parameters or --model, got an infinite network",
  ],
  ["two ridges", "--ridge 1 --relative-ridge 1", "--relative-ridge: must come without --ridge"],
  ["a ridge below 0", "--relative-ridge -1", "Must be a number of at least 0"],
])("%s as a strategy is refused: exit code 2", async (_, flags, message) => {
  const place = await workspace(poolFiles());
  const { code, stderr } = await place.run(`${inPool} ${flags}`);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(await place.list()).toEqual(["l.csv", "l.npy", "net.json", "p.npy"]);
});
