import process from "node:process";
import {
  cholesky,
  eigenSymmetric,
  gram,
  multiply,
  plainEngine,
  solveCholesky,
  topEigenpairs,
} from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";
import { compareResults } from "../src/compare-results.ts";
import * as mlMatrix from "../src/linalg/ml-matrix.ts";
import { openEngines } from "../src/linalg/open-engines.ts";
import { linalgWorkloads } from "../src/linalg/workloads.ts";
import { gramMemoryRow } from "../src/memory/gram-memory.ts";
import { normalMatrix } from "../src/normal-matrix.ts";
import { startPeer, startTorch } from "../src/python-peer.ts";
import { scratchFolder } from "../src/scratch-folder.ts";

const x = normalMatrix(30, 40, 1);
const a = gram(x);
const b = normalMatrix(30, 2, 2);

describe("agreement: ml-matrix does the same work", () => {
  test("Gram matrix, product and solution", () => {
    expect(mlMatrix.gram(x)().to1DArray()).toBeAllclose(a.data, { rtol: 1e-12, atol: 1e-12 });
    const product = multiply(a, b).data;
    expect(mlMatrix.multiply(a, b)().to1DArray()).toBeAllclose(product, { rtol: 1e-11, atol: 1e-11 }); // prettier-ignore
    const solution = solveCholesky(cholesky(a), b).data;
    expect(mlMatrix.choleskySolve(a, b)().to1DArray()).toBeAllclose(solution, { rtol: 1e-9, atol: 1e-11 }); // prettier-ignore
  });

  test("eigenvalues", () => {
    const values = mlMatrix
      .eigenSymmetric(a)()
      .sort((p, q) => q - p);
    expect(values).toBeAllclose(eigenSymmetric(a).values, { rtol: 1e-10 });
  });
});

test("engines come with one thread and with all, and only the latter have goals", async () => {
  const { engines, builder, missing, close } = await openEngines();
  const wasm = engines.filter(({ kind }) => kind === "wasm");
  expect(wasm.at(-1)).toEqual({ engine: builder, kind: "wasm", full: true });
  expect(wasm.slice(0, -1).map(({ full }) => full)).toEqual(wasm.slice(0, -1).map(() => false));
  const native = engines.filter(({ kind }) => kind === "native");
  expect(native.length === 0).toBe(missing !== undefined);
  await close();
  await expect(builder.gram(x)).rejects.toThrow("disposed");
});

test("the workloads of a quick run compute on any engine", async () => {
  for (const make of linalgWorkloads(true).slice(5, 6)) {
    const { n, matrices, ours } = await make(plainEngine);
    expect(await ours(plainEngine)).toEqual(eigenSymmetric(matrices.a!).values);
    expect(n).toBe(200);
  }
});

test("a Gram matrix is measured with its memory in a process of its own", async () => {
  const env = { NTKIT_PYTHON: "no-such-python" };
  const options = { quick: true, check: false, large: true, env, log: () => undefined };
  const row = await gramMemoryRow(options, 700, 5);
  expect(row).toMatchObject({ workload: "gram X X' N=700 d=5", peer: null });
  expect(row.note).toContain("no NumPy: no-such-python");
  expect(row.memory!.ours).toBeGreaterThan(1);
});

const peer = await startPeer(process.env, 1);
const scratch = scratchFolder();
afterAll(() => {
  if (!("missing" in peer)) peer.close();
  scratch.remove();
});

describe.skipIf("missing" in peer)("with NumPy", () => {
  test("agreement: the largest eigenvalues, and the memory of an operation", async () => {
    if ("missing" in peer) return;
    await peer.request({ op: "load", name: "a", path: scratch.save("a", a) });
    await peer.request({ op: "top_eigenpairs", a: "a", k: 4 });
    const { values } = await topEigenpairs(a, 4);
    expect(await compareResults([values], peer)).toBeLessThan(1e-10);
    const answer = await peer.request({ op: "memory", of: "gram", x: "a" });
    expect(answer.peak!).toBeGreaterThanOrEqual(answer.baseline!);
    expect(answer.seconds).toBeGreaterThan(0);
  });
});

test("without PyTorch the peer says why", async () => {
  const torch = await startTorch({ NTKIT_PEER_PYTHON: "no-such-python" });
  expect(torch).toMatchObject({ missing: expect.stringContaining("no-such-python") as string });
});
