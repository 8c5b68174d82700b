import { afterAll, describe, expect, test } from "vitest";
import { fromRows, matrix, transpose, wasmEngine } from "../src/index.ts";
import type { Matrix, WasmEngine } from "../src/index.ts";
import type { NativeEngine } from "../src/native.ts";
import {
  distance,
  gluedWilkinson,
  hilbert,
  identity,
  norm,
  randomMatrix,
  randomSymmetric,
  withEigenvalues,
} from "./helpers.ts";
import { installedNativeEngines } from "./installed-native-engines.ts";

/** LAPACK's tests call a result wrong when its error is this many units of n ε. */
const LIMIT = 30;
const EPS = 2 ** -53;

const engines: (WasmEngine | NativeEngine)[] = [
  ...(await installedNativeEngines()),
  await wasmEngine({ threads: 1 }),
  await wasmEngine({ threads: 2, wide: true }),
  await wasmEngine({ threads: 1, fma: true }),
  await wasmEngine({ threads: 2, wide: true, fma: true }),
];
afterAll(async () => {
  for (const engine of engines) if ("dispose" in engine) await engine.dispose();
});

const graded = (n: number, base: number) => Array.from({ length: n }, (_, i) => base ** (i / n));

/** Positive definite: sizes around the edges of panels, substitutions and tiles. */
const definite: Record<string, Matrix> = {
  "1×1": fromRows([[3e-7]]),
  "graded over 12 digits, n = 129": withEigenvalues(graded(129, 1e-12), 1),
  "clustered at 1, n = 257": withEigenvalues(
    Array.from({ length: 257 }, (_, i) => 1 + 1e-13 * i),
    2,
  ),
  "two clusters, n = 160": withEigenvalues(
    Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? 1 : 1e-9)),
    3,
  ),
  "Hilbert, n = 12": hilbert(12),
  "Hilbert with a ridge of 1e-10, n = 130": withRidge(hilbert(130), 1e-10),
  "scaled by 1e-150, n = 100": withEigenvalues(graded(100, 1e-5), 4),
};
definite["scaled by 1e-150, n = 100"]!.data.forEach((value, at, data) => {
  data[at] = value * 1e-150;
});

function withRidge(a: Matrix, ridge: number): Matrix {
  for (let i = 0; i < a.rows; i++) a.data[i * (a.rows + 1)]! += ridge;
  return a;
}

const symmetric: Record<string, Matrix> = {
  ...definite,
  "zero, n = 5": matrix(5, 5),
  "rank 3, n = 140": withEigenvalues(
    Array.from({ length: 140 }, (_, i) => (i < 3 ? i + 1 : 0)),
    5,
  ),
  "both signs, n = 131": randomSymmetric(131),
  "all equal, n = 300": withEigenvalues(new Array<number>(300).fill(3), 6),
  "three values, n = 330": withEigenvalues(
    Array.from({ length: 330 }, (_, i) => (i % 3) - 1),
    7,
  ),
  "Wilkinson, n = 21": gluedWilkinson(1, 0),
  "glued Wilkinson, n = 294": gluedWilkinson(14, 1e-8),
  "both signs, n = 520": randomSymmetric(520),
};

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  test.each(Object.entries(definite))(
    "‖A - L Lᵀ‖ < 30 n ε ‖A‖ and solves as well: %s",
    async (_, a) => {
      const n = a.rows;
      const factor = await engine.cholesky(a);
      const product = await engine.gram(factor.lower);
      expect(distance(a, product) / (n * EPS * norm(a))).toBeLessThan(LIMIT);
      const b = randomMatrix(n, 5, 9);
      const x = await engine.solveCholesky(factor, b);
      const size = norm(a) * norm(x) + norm(b);
      expect(distance(await engine.multiply(a, x), b) / (n * EPS * size)).toBeLessThan(LIMIT);
    },
  );

  test.each(Object.entries(symmetric))(
    "‖A V - V Λ‖ < 30 n ε ‖A‖ and ‖VᵀV - I‖ < 30 n ε: %s",
    async (_, a) => {
      const n = a.rows;
      const { values, vectors } = await engine.eigenSymmetric(a);
      const scaled = matrix(n, n, vectors.data.map((x, at) => x * values[at % n]!)); // prettier-ignore
      const residual = distance(await engine.multiply(a, vectors), scaled);
      expect(residual).toBeLessThanOrEqual(LIMIT * n * EPS * norm(a));
      const across = transpose(vectors);
      expect(distance(await engine.gram(across), identity(n)) / (n * EPS)).toBeLessThan(LIMIT);
    },
  );
});

test("fused products differ from plain ones by rounding only", async () => {
  const plain = engines.find(({ name }) => name === "wasm, 1 thread");
  const fused = engines.find(({ name }) => name === "wasm, 1 thread, fma");
  const a = randomMatrix(200, 200);
  const [x, y] = [await plain!.gram(a), await fused!.gram(a)];
  expect(y).toBeAllclose(x, { rtol: 0, atol: 1e-12 });
});
