import { writeNpy } from "@ntkit/datasets";
import {
  cholesky,
  eigenSymmetric,
  fromRows,
  matrix,
  multiply,
  random,
  solveCholesky,
  submatrix,
  transpose,
} from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { slice, written } from "./arrays.ts";
import { workspace } from "./workspace.ts";

const generator = random(5);
const normals = (rows: number, cols: number): Matrix =>
  matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => generator.normal()),
  );
const n = 7;
const factors = normals(n, 9);
const kernel = multiply(factors, transpose(factors));
const targets = normals(n, 2);
const initial = normals(n, 2);
const ridges = [1e-6, 0.5];
const files = {
  "K.npy": writeNpy(kernel),
  "y.npy": writeNpy(targets),
  "f.npy": writeNpy(initial),
};
const diagnose = "diagnose --train K.npy --targets y.npy --out o.npz";

/** (K + λI)⁻¹ B by Cholesky. */
function solve(k: Matrix, ridge: number, b: Matrix): Matrix {
  const data = k.data.map((value, at) => (at % (k.cols + 1) === 0 ? value + ridge : value));
  return solveCholesky(cholesky(matrix(k.rows, k.cols, data)), b);
}

function trace({ rows, data }: Matrix): number {
  return Array.from({ length: rows }, (_, i) => data[i * rows + i]!).reduce((a, b) => a + b, 0);
}

/** Fits without row i, and predicts it. */
function leftOut(residual: Matrix, ridge: number, i: number): number[] {
  const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
  const smaller = submatrix(kernel, others, others);
  const alpha = solve(smaller, ridge, submatrix(residual, others, [0, 1]));
  const predicted = multiply(submatrix(kernel, [i], others), alpha);
  return [0, 1].map((o) => residual.data[2 * i + o]! - predicted.data[o]!);
}

test("agreement: every array equals brute force to 1e-9, from the initial outputs on", async () => {
  const place = await workspace(files);
  const { code, value } = await place.json(`${diagnose} --f0 f.npy --ridges 1e-6,0.5`);
  expect(code).toBe(0);
  const found = await written(place, "o.npz");
  const names = ["condition", "dof", "eigenvalues", "gcv", "loo", "norm2"];
  expect(Object.keys(found).sort()).toEqual(names);
  expect(Object.keys((value as unknown as { arrays: object }).arrays).sort()).toEqual(names);
  const { values } = eigenSymmetric(kernel);
  expect(found.eigenvalues!.data).toEqual(values);
  const residual = matrix(
    n,
    2,
    targets.data.map((y, at) => y - initial.data[at]!),
  );
  ridges.forEach((ridge, r) => {
    const loo = Array.from({ length: n }, (_, i) => leftOut(residual, ridge, i));
    expect(slice(found.loo!, r)).toBeAllclose(loo, { rtol: 1e-9, atol: 1e-9 });
    const dof = trace(solve(kernel, ridge, kernel));
    expect(found.dof!.data[r]).toBeAllclose(dof, { rtol: 1e-9 });
    const alpha = solve(kernel, ridge, residual);
    const fitted = multiply(kernel, alpha);
    expect(found.norm2!.data[r]).toBeAllclose(trace(multiply(transpose(alpha), fitted)), {
      rtol: 1e-9,
    });
    const errors = residual.data.map((y, at) => (y - fitted.data[at]!) ** 2);
    const gcv = errors.reduce((a, b) => a + b, 0) / (2 * n) / (1 - dof / n) ** 2;
    // for the small ridge the definition itself cancels: 1 − dof/N is 1e-6 or less
    expect(found.gcv!.data[r]).toBeAllclose(gcv, { rtol: ridge < 1e-3 ? 1e-6 : 1e-9 });
    const condition = (values[0]! + ridge) / (values.at(-1)! + ridge);
    expect(found.condition!.data[r]).toBeAllclose(condition, { rtol: 1e-12 });
  });
});

test("targets [N] give leave-one-out residuals [R, N]; people get a table", async () => {
  const place = await workspace({
    "K.csv": "2,1\n1,2\n",
    "y.npy": writeNpy({ shape: [2], data: Float64Array.of(1, 3) }),
  });
  const { stdout } = await place.run(
    "diagnose --train K.csv --targets y.npy --ridges 0,1 --out o.npz",
  );
  const found = await written(place, "o.npz");
  expect(found.loo!.shape).toEqual([2, 2]);
  // each row is predicted from the other: 1 − 3/2 and 3 − 1/2, then 1 − 3/3 and 3 − 1/3
  expect(found.loo!.data).toBeAllclose([-0.5, 2.5, 0, 8 / 3], { atol: 1e-13 });
  expect(stdout.split("\n")[0]!.trim().split(/ {2,}/)).toEqual([
    "ridge",
    "loo rmse",
    "gcv",
    "dof",
    "norm2",
    "condition",
  ]);
  expect(stdout).toContain("eigenvalues from 3 to 1, condition number 3\n");
});

const indefinite = writeNpy(
  fromRows([
    [1, 2],
    [2, 1],
  ]),
);
const two = { "y.npy": writeNpy(matrix(2, 1, Float64Array.of(1, 2))) };
test.each([
  [
    "an indefinite kernel",
    { ...two, "K.npy": indefinite },
    "--ridges 0.5",
    1,
    /smallest eigenvalue/,
  ],
  [
    "an indefinite kernel that the ridge lifts",
    { ...two, "K.npy": indefinite },
    "--ridges 5",
    1,
    /positive semidefinite/,
  ],
  [
    "a singular kernel without ridge",
    { ...two, "K.npy": writeNpy(matrix(2, 2, new Float64Array(4).fill(1))) },
    "--ridges 0",
    1,
    /larger ridge/,
  ],
  ["targets of other rows", two, "--ridges 1", 3, /must have 7 rows like K\.npy/],
  ["f0 of another shape", { "f.npy": two["y.npy"] }, "--f0 f.npy --ridges 1", 3, /must be 7×2/],
  ["a negative ridge", {}, "--ridges -1", 2, /at least 0/],
  ["no ridges", {}, "", 2, /--ridges/],
] as const)("%s: its exit code, and no file is left", async (_, more, flags, exit, message) => {
  const place = await workspace({ ...files, ...more });
  const { code, value } = await place.json(`${diagnose} ${flags}`.trim());
  expect(value.error.message).toMatch(message);
  expect(code).toBe(exit);
  expect(await place.list()).not.toContain("o.npz");
});

test("--network says the phase, the depth scales and the critical weightStd of its hidden layers", async () => {
  const place = await workspace({
    "net.yaml":
      "{type: serial, layers: [{type: repeat, times: 9, layer: {type: serial, layers: [{type: dense, weightStd: 1.6, biasStd: 0.2}, {type: erf}]}}, {type: dense}]}",
  });
  const { code, value } = await place.json("diagnose --network net.yaml");
  expect(code).toBe(0);
  expect(value).toMatchObject({
    phase: "chaotic",
    correlationDepthScale: expect.any(Number) as number,
  });
  expect((value as unknown as { criticalWeightStd: number }).criticalWeightStd).toBeLessThan(1.6);
  const { stdout } = await place.run("diagnose --network mlp:depth=3");
  expect(stdout).toMatch(/^phase +critical/);
  expect(stdout).toContain("critical weightStd  1.414");
});

test("--network goes alone, and without it the arrays must be there", async () => {
  const place = await workspace(files);
  const both = await place.run("diagnose --network mlp:depth=3 --train K.npy");
  expect(both).toMatchObject({ code: 2 });
  expect(both.stderr).toContain("--network goes without --train");
  const none = await place.run("diagnose --train K.npy --targets y.npy --out o.npz");
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain("'--ridges' not specified");
});

test("a network whose hidden layers differ has no phase", async () => {
  const place = await workspace({
    "net.yaml":
      "{type: serial, layers: [{type: dense}, {type: relu}, {type: dense}, {type: erf}, {type: dense}]}",
  });
  const { code, stderr } = await place.run("diagnose --network net.yaml");
  expect(code).not.toBe(0);
  expect(stderr).toContain("hidden layers must all be alike, got relu");
});
