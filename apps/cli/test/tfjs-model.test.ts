import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookAhead, lookAheadQuery } from "@ntkit/active-learning";
import { npyToTensor, readNpz, writeNpy } from "@ntkit/datasets";
import { type Matrix, fromRows, gram, matrix, tensor } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { type Workspace, workspace } from "./workspace.ts";

/** One dense layer of 3 inputs and 2 outputs, as TensorFlow.js saves it. */
const topology = {
  class_name: "Sequential",
  config: {
    name: "net",
    layers: [
      {
        class_name: "Dense",
        config: { units: 2, activation: "linear", use_bias: true, name: "d", batch_input_shape: [null, 3], dtype: "float32" }, // prettier-ignore
      },
    ],
  },
};
const weights = [
  { name: "d/kernel", shape: [3, 2], dtype: "float32" },
  { name: "d/bias", shape: [2], dtype: "float32" },
];
const json = {
  format: "layers-model",
  modelTopology: topology,
  weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights }],
};
const x = tensor([2, 3], Float64Array.of(1, 2, -1, 0.5, 0, 3));
const files = {
  "m/model.json": JSON.stringify(json),
  "m/group1-shard1of1.bin": new Uint8Array(Float32Array.of(1, 0, 0, 1, 1, 1, 0.5, -0.5).buffer),
  "x.npy": writeNpy(x),
};

async function arrays({ path }: Workspace, name: string) {
  const found = [...readNpz(await readFile(join(path, name)))];
  return Object.fromEntries(found.map(([key, array]) => [key, npyToTensor(array)]));
}

test("reference: empirical --model gives the kernel of a dense layer, x·x' + 1 for equal outputs", async () => {
  const place = await workspace(files);
  const { code, value } = await place.json("empirical --model m/model.json --x1 x.npy --out k.npz");
  expect([code, value]).toMatchObject([0, { command: "empirical", model: "m/model.json", backend: "wasm" }]); // prettier-ignore
  const { ntk, outputs } = await arrays(place, "k.npz");
  expect([...outputs!.data]).toEqual([0.5, 0.5, 4, 2.5]);
  expect(ntk!.shape).toEqual([2, 2, 2, 2]);
  const inner = [7, -1.5, -1.5, 10.25];
  const expected = [0, 1].flatMap(
    (n) =>
    [0, 1].flatMap((o) => [0, 1].flatMap((m) => [0, 1].map((p) => (o === p ? inner[n * 2 + m]! : 0)))), // prettier-ignore
  );
  expect(ntk!.data).toBeAllclose(expected, { rtol: 1e-6, atol: 1e-6 });
});

test("pseudo --model works on the backend that is named", async () => {
  const place = await workspace(files);
  const command = "pseudo --model m/model.json --backend cpu --x1 x.npy --out p.npz";
  expect(await place.json(command)).toMatchObject({ code: 0, value: { backend: "cpu" } });
  const { ntk } = await arrays(place, "p.npz");
  expect(ntk!.data).toBeAllclose([7, -1.5, -1.5, 10.25], { rtol: 1e-6 });
});

test("query --model looks ahead with the model's pseudo-NTK and its outputs", async () => {
  const labelled = fromRows([[1, 0, 1], [0, 2, 1]]); // prettier-ignore
  const pool = fromRows([[1, 1, 0], [0, 1, 3], [2, 0, -1]]); // prettier-ignore
  const place = await workspace({
    ...files,
    "l.npy": writeNpy(labelled),
    "y.csv": "class\na\nb\n",
    "p.npy": writeNpy(pool),
  });
  const query =
    "query --model m/model.json --backend cpu --labelled l.npy --labels y.csv --pool p.npy --out q.csv --ridge 0.1 --count 3 --batch --state s";
  const { code, value } = await place.json(query);
  // The kernel of a dense layer is x·x' + 1, and its outputs are x W + b.
  const plusOne = (a: Matrix, b: Matrix) => {
    const k = gram(a, b);
    return matrix(k.rows, k.cols, k.data.map((dot) => dot + 1)); // prettier-ignore
  };
  const outputs = ({ rows, data }: Matrix) =>
    matrix(rows, 2, Float64Array.from({ length: 2 * rows }, (_, at) => {
      const [row, o] = [3 * Math.floor(at / 2), at % 2];
      return data[row + o]! + data[row + 2]! + (o === 0 ? 0.5 : -0.5);
    })); // prettier-ignore
  const state = await lookAhead({
    train: plusOne(labelled, labelled),
    cross: plusOne(pool, labelled),
    pool: plusOne(pool, pool),
    targets: fromRows([[1, 0], [0, 1]]), // prettier-ignore
    trainOutputs: outputs(labelled),
    poolOutputs: outputs(pool),
    ridge: 0.1,
  });
  const want = await lookAheadQuery(state, 3, { sequential: false });
  const found = value as unknown as { picks: number[]; scores: number[] };
  expect([code, found.picks]).toEqual([0, [...want.picks]]);
  expect(found.scores).toBeAllclose([...want.scores], { rtol: 1e-5 });

  await place.write("m/group1-shard1of1.bin", new Uint8Array(Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0).buffer)); // prettier-ignore
  const other = await place.run(query);
  expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("state must belong to the same network and kernel")]); // prettier-ignore
  expect((await place.run(`${query} --kernel ntk`)).stderr).toContain("--kernel: must be traced or pseudo with --model, got ntk"); // prettier-ignore
  expect((await place.run(`${query} --network mlp`)).stderr).toContain("--model: must come without --network"); // prettier-ignore
});

test("what is wrong with a model or a command is said, with its exit code", async () => {
  const place = await workspace({
    ...files,
    "graph.json": JSON.stringify({ ...json, format: "graph-model" }),
    "short/model.json": JSON.stringify(json),
    "short/group1-shard1of1.bin": new Uint8Array(8),
    "nan/model.json": JSON.stringify(json),
    "nan/group1-shard1of1.bin": new Uint8Array(new Float32Array(8).fill(NaN).buffer),
    "text.json": "weights",
  });
  const said = async (command: string) => {
    const { code, value } = await place.json(`${command} --x1 x.npy --out k.npz`);
    return [code, (value as unknown as { error: { message: string } }).error.message] as const;
  };
  const refusals = {
    empirical: [2, /--network: must be given, or --model .*, got neither/],
    "empirical --model a --network b": [2, /got both/],
    "empirical --network arora --backend cpu --seed 1": [2, /--backend: needs --model/],
    "empirical --model m/model.json --seed 1": [2, /a model has its own/],
    "empirical --model m/model.json --backend tfjs-node": [2, /tfjs-node is not installed/],
    "empirical --model none.json": [3, /none.json.*file must be readable/],
    "empirical --model graph.json": [3, /format must be layers-model, got graph-model; convert it/],
    "empirical --model short/model.json": [3, /weights must have 32 bytes, got 8/],
    "empirical --model nan/model.json": [
      3,
      /nan.model.json: weights must be finite, got NaN at 0 of d.kernel/,
    ],
    "empirical --model text.json": [3, /model.json must be JSON, got "weights"/],
  } as const;
  for (const [command, [code, message]] of Object.entries(refusals)) {
    const got = await said(command);
    expect([command, got[0]]).toEqual([command, code]);
    expect(got[1]).toMatch(message);
  }
});
