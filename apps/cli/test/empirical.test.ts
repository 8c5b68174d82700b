import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dense, serial, tanh } from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { type NpyArray, npyToTensor, readNpz, writeNpy, writeNpz } from "@ntkit/datasets";
import { type Tensor, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { type Workspace, workspace } from "./workspace.ts";

type Nested = readonly (readonly (readonly (readonly number[])[])[])[];
const fixtures = new URL(
  "../../../packages/autodiff-jacobians/test/fixtures/neural-tangents.json",
  import.meta.url,
);
const reference = JSON.parse(readFileSync(fixtures, "utf8")) as { readonly ntk: Nested };

const a = table(2, 4, (i, j) => 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j));
const b = table(3, 4, (i, j) => Math.sin(1 + 2.3 * i + 0.9 * j + 0.37 * i * j));
const parameters = {
  "0.weight": table(4, 5, (i, j) => Math.sin(0.5 + i + 1.7 * j)),
  "0.bias": tensor([5], Float64Array.of(0, 0.1, 0.2, 0.3, 0.4)),
  "2.weight": table(5, 2, (i, j) => Math.cos(0.2 + 0.6 * i + 1.1 * j)),
  "2.bias": tensor([2], Float64Array.of(0.05, -0.1)),
};
const layer = { type: "dense", biasStd: 1, parameterization: "standard" };
const files = {
  "a.npy": writeNpy(a),
  "b.npy": writeNpy(b),
  "p.npz": writeNpz(parameters),
  "net.json": JSON.stringify({ type: "serial", layers: [layer, { type: "tanh" }, layer] }),
};
const base = "--network net.json --parameters p.npz --x1 a.npy --x2 b.npy";

async function arrays({ path }: Workspace, name: string): Promise<Record<string, Tensor>> {
  const found: [string, NpyArray][] = [...readNpz(await readFile(join(path, name)))];
  return Object.fromEntries(found.map(([key, array]) => [key, npyToTensor(array)]));
}

test("reference: empirical writes the kernel of neural-tangents 0.6.6 as [N, O, M, O]; widths may be left to the parameters", async () => {
  const place = await workspace(files);
  const { code, value } = await place.json(`empirical ${base} --out k.npz`);
  expect([code, value]).toMatchObject([
    0,
    { command: "empirical", arrays: { ntk: { shape: [2, 2, 3, 2] }, outputs: { shape: [2, 2] } } },
  ]);
  const { ntk, outputs } = await arrays(place, "k.npz");
  const expected = reference.ntk.flatMap((rows) =>
    rows[0]!.flatMap((_, o) => rows.flatMap((entry) => entry[o]!)),
  );
  expect(ntk!.data).toBeAllclose(expected, { rtol: 1e-12, atol: 1e-13 });
  expect(outputs!.data).toBeAllclose(expectedOutputs(), { rtol: 1e-12 });
});

test("--trace writes the mean over outputs, pseudo the kernel of their normalised sum", async () => {
  const place = await workspace(files);
  expect(await place.run(`empirical ${base} --trace --out t.npz --quiet`)).toMatchObject({
    code: 0,
    stdout: "wrote ntk [2, 3], outputs [2, 2] to t.npz\n",
  });
  expect((await place.run(`pseudo ${base} --out p2.npz`)).code).toBe(0);
  const [traced, pseudo] = [await arrays(place, "t.npz"), await arrays(place, "p2.npz")];
  const block = (n: number, m: number) => reference.ntk[n]![m]!;
  const pairs = [0, 1].flatMap((n) => [0, 1, 2].map((m) => block(n, m)));
  const means = pairs.map((k) => (k[0]![0]! + k[1]![1]!) / 2);
  const sums = pairs.map((k) => (k[0]![0]! + k[0]![1]! + k[1]![0]! + k[1]![1]!) / 2);
  expect(traced.ntk!.data).toBeAllclose(means, { rtol: 1e-12 });
  expect(pseudo.ntk!.data).toBeAllclose(sums, { rtol: 1e-12 });
  expect(pseudo.outputs!.shape).toEqual([2, 2]);
});

test("--seed draws the parameters of the library, and without --x2 the inputs meet themselves", async () => {
  const network = serial(dense({ units: 6 }), tanh(), dense({ units: 3 }));
  const place = await workspace({ ...files, "wide.json": JSON.stringify(network) });
  const command = "empirical --network wide.json --seed 7 --x1 b.npy --trace --out s.npz";
  expect((await place.run(`${command} --threads 2`)).code).toBe(0);
  const finite = finiteNetwork(network, 4);
  const exact = await empiricalNtk(finite.at(finite.initialize(7)), b);
  expect((await arrays(place, "s.npz")).ntk!.data).toEqual(exact.data);
});

describe("what does not fit is an error with its place", () => {
  const wrong = { ...parameters, "2.bias": tensor([3]) };
  const missing = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name !== "2.bias"),
  );
  test.each([
    ["neither parameters nor seed", "--network net.json --x1 a.npy", 2, /--seed.*got neither/],
    ["both", `${base} --seed 1`, 2, /got both/],
    [
      "a parameter that is missing",
      "--network net.json --parameters missing.npz --x1 a.npy",
      3,
      /missing\.npz.*2\.bias/,
    ],
    [
      "a wrong shape",
      "--network net.json --parameters wrong.npz --x1 a.npy",
      3,
      /2\.bias must have the shape \[2\]/,
    ],
    [
      "other inputs that are narrower",
      "--network net.json --parameters p.npz --x1 a.npy --x2 c.npy",
      3,
      /c\.npy: must have as many columns as a\.npy \(2×4\), got 2×3/,
    ],
    ["no width", "--network net.json --seed 1 --x1 a.npy", 2, /layers\[0\]\.units: must be given/],
    ["an unknown flag", `${base} --tracee`, 2, /unknown option/],
  ])("%s", async (_title, args, code, message) => {
    const place = await workspace({
      ...files,
      "wrong.npz": writeNpz(wrong),
      "missing.npz": writeNpz(missing),
      "c.npy": writeNpy(tensor([2, 3])),
    });
    for (const command of ["empirical", "pseudo"]) {
      const outcome = await place.run(`${command} ${args} --out k.npz`);
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).toMatch(message);
      expect(await place.list()).not.toContain("k.npz");
    }
  });
});

function table(rows: number, cols: number, entry: (i: number, j: number) => number): Tensor {
  const data = new Float64Array(rows * cols).map((_, at) =>
    entry(Math.floor(at / cols), at % cols),
  );
  return tensor([rows, cols], data);
}

/** tanh(x W₁ + b₁) W₂ + b₂ at the rows of a. */
function expectedOutputs(): number[] {
  const [w1, b1] = [parameters["0.weight"].data, parameters["0.bias"].data];
  const [w2, b2] = [parameters["2.weight"].data, parameters["2.bias"].data];
  return [0, 1].flatMap((n) => {
    const hidden = [0, 1, 2, 3, 4].map((k) =>
      Math.tanh([0, 1, 2, 3].reduce((sum, i) => sum + a.data[n * 4 + i]! * w1[i * 5 + k]!, b1[k]!)),
    );
    return [0, 1].map((o) => hidden.reduce((sum, h, k) => sum + h * w2[k * 2 + o]!, b2[o]!));
  });
}
