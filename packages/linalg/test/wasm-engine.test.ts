import { createHash } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import {
  cholesky,
  EngineError,
  eigenSymmetric,
  fromRows,
  gram,
  inverseDiagonal,
  matrix,
  multiply,
  NumericalError,
  plainEngine,
  ShapeError,
  solveCholesky,
  solveLower,
  wasmEngine,
} from "../src/index.ts";
import type { CallOptions, Engine, Matrix } from "../src/index.ts";
import { engineWith } from "../src/wasm-engine.ts";
import { identity, randomDefinite, randomMatrix } from "./helpers.ts";

/** Sizes on both sides of the edges of panels (8), substitutions (32), strips (64) and tiles (128). */
const SIZES = [0, 1, 2, 7, 8, 9, 31, 33, 63, 65, 127, 128, 129, 257, 300];

const plainBuild = { wide: false, fma: false };

const engines = [
  await wasmEngine({ threads: 1 }),
  await wasmEngine({ threads: 3 }),
  await wasmEngine({ threads: 2, wide: true }),
];
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  test.each(SIZES)("agreement: products of size %i have the bits of the plain loops", async (n) => {
    const a = randomMatrix(n, 261, 1);
    const b = randomMatrix(261, n + 3, 2);
    const c = randomMatrix(n + 5, 261, 3);
    expect(sameBits(await engine.multiply(a, b), multiply(a, b))).toBe(true);
    expect(sameBits(await engine.gram(a), gram(a))).toBe(true);
    expect(sameBits(await engine.gram(a, c), gram(a, c))).toBe(true);
  });

  test.each(SIZES)("agreement: factors and solves of size %i have the plain bits", async (n) => {
    const a = randomDefinite(n);
    const b = randomMatrix(n, 13, 2);
    const factor = cholesky(a);
    expect(sameBits((await engine.cholesky(a)).lower, factor.lower)).toBe(true);
    expect(sameBits(await engine.solveCholesky(factor, b), solveCholesky(factor, b))).toBe(true);
    expect(sameBits(await engine.solveLower(factor.lower, b), solveLower(factor.lower, b))).toBe(
      true,
    );
    expect(Array.from(await engine.inverseDiagonal(factor))).toEqual(
      Array.from(inverseDiagonal(factor)),
    );
  });

  test.each([1, 3, 8, 23, 64])(
    "agreement: %i rows times many have the bits of the plain loops",
    async (m) => {
      const x = randomMatrix(m, 261, 1);
      const a = randomMatrix(333, 261, 2);
      expect(sameBits(await engine.gram(x, a), gram(x, a))).toBe(true);
    },
  );

  test("agreement: sums without terms are 0", async () => {
    expect(await engine.multiply(matrix(2, 0), matrix(0, 3))).toEqual(matrix(2, 3));
  });

  test.each([1, 2, 31, 33, 90, 257, 530])(
    "agreement: eigenvectors of size %i have the plain bits",
    async (n) => {
      const a = randomDefinite(n);
      const { values, vectors } = await engine.eigenSymmetric(a);
      const plain = eigenSymmetric(a);
      expect(Array.from(values)).toEqual(Array.from(plain.values));
      expect(sameBits(vectors, plain.vectors)).toBe(true);
    },
  );

  test("shapes that do not fit reject with both shapes", async () => {
    const message = "got 2×3 and 2×3";
    await expect(engine.multiply(matrix(2, 3), matrix(2, 3))).rejects.toThrow(message);
    await expect(engine.gram(matrix(2, 3), matrix(2, 4))).rejects.toThrow(ShapeError);
    await expect(engine.cholesky(matrix(2, 3))).rejects.toThrow("square, got 2×3");
    await expect(engine.solveLower(identity(2), matrix(3, 1))).rejects.toThrow(ShapeError);
    await expect(engine.solveCholesky({ lower: matrix(2, 3) }, matrix(3, 1))).rejects.toThrow(
      ShapeError,
    );
  });

  test.each([NaN, Infinity, -Infinity])(
    "an entry that is %d is named by row and column",
    async (bad) => {
      const a = randomDefinite(280);
      a.data[270 * 280 + 139] = bad;
      const detail = { row: 270, col: 139 };
      const other = randomMatrix(280, 280, 4);
      for (const call of [
        () => engine.multiply(a, other),
        () => engine.multiply(other, a),
        () => engine.gram(a),
        () => engine.gram(other, a),
        () => engine.gram(randomMatrix(5, 280), a),
        () => engine.cholesky(a),
        () => engine.solveLower(identity(280), a),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: "non-finite", detail });
      }
      await expect(engine.multiply(a, matrix(280, 0))).rejects.toThrow("row 270, column 139");
    },
  );

  test("NaN above the diagonal of a matrix to factor is not read", async () => {
    const a = randomDefinite(150);
    const spoilt = matrix(150, 150, a.data.slice());
    spoilt.data[3 * 150 + 140] = NaN;
    expect(sameBits((await engine.cholesky(spoilt)).lower, cholesky(a).lower)).toBe(true);
  });

  test.each([0, 1, 127, 128, 200, 299])(
    "cholesky names pivot %i and its value where positive definiteness fails",
    async (pivot) => {
      const a = randomDefinite(300);
      a.data[pivot * 301] = -2;
      const plain = await rejection(Promise.resolve().then(() => cholesky(a)));
      const thrown = await rejection(engine.cholesky(a));
      expect(thrown).toBeInstanceOf(NumericalError);
      expect(thrown).toMatchObject({ code: "not-positive-definite", detail: { pivot } });
      expect(thrown).toEqual(plain);
    },
  );

  test("a pivot that overflows is an error, an entry of a product that does is not", async () => {
    const a = fromRows([[1, 1e200], [1e200, 1]]); // prettier-ignore
    await expect(engine.cholesky(a)).rejects.toThrow(NumericalError);
    const product = await engine.gram(fromRows([[1e200]]));
    expect(product.data[0]).toBe(Infinity);
  });

  test("an aborted signal rejects with its reason before any work", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(engine.gram(randomMatrix(300, 300), undefined, { signal })).rejects.toBe(reason);
  });

  test("aborting on the way rejects with the reason, and the engine goes on", async () => {
    const { call, reason } = abortedProduct(engine);
    await expect(call).rejects.toBe(reason);
    const a = randomMatrix(200, 200);
    expect(sameBits(await engine.gram(a), gram(a))).toBe(true);
  });

  test("an eigendecomposition can be aborted while it is reduced, and the engine goes on", async () => {
    const controller = new AbortController();
    const onProgress = (fraction: number) => {
      if (fraction > 0 && fraction < 0.5) controller.abort("enough");
    };
    const a = randomDefinite(700);
    const call = engine.eigenSymmetric(a, { signal: controller.signal, onProgress });
    await expect(call).rejects.toBe("enough");
    const small = randomDefinite(120);
    const { vectors } = await engine.eigenSymmetric(small);
    expect(sameBits(vectors, eigenSymmetric(small).vectors)).toBe(true);
  });

  test("an eigendecomposition tells its progress, which rises to 1", async () => {
    const heard: number[] = [];
    const onProgress = (fraction: number) => heard.push(fraction);
    await engine.eigenSymmetric(randomDefinite(700), { onProgress });
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.at(-1)).toBe(1);
    expect(heard).toEqual(heard.toSorted((x, y) => x - y));
  });

  test("the last progress heard is 1 and none falls", async () => {
    const heard: number[] = [];
    const onProgress = (fraction: number) => heard.push(fraction);
    await engine.multiply(randomMatrix(700, 700), randomMatrix(700, 700), { onProgress });
    expect(heard.at(-1)).toBe(1);
    expect(heard).toEqual(heard.toSorted((x, y) => x - y));
  });

  test("calls at the same time do not disturb each other", async () => {
    const inputs = [1, 2, 3, 4].map((seed) => randomMatrix(220, 150, seed));
    const results = await Promise.all(inputs.map((a) => engine.gram(a)));
    results.forEach((result, i) => {
      expect(sameBits(result, gram(inputs[i]!))).toBe(true);
    });
  });
});

/** A product that is aborted as soon as it says that it runs. */
function abortedProduct(engine: Engine): { call: Promise<Matrix>; reason: Error } {
  const controller = new AbortController();
  const reason = new Error("the user left");
  const a = randomMatrix(1500, 1500);
  const options: CallOptions = {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(reason);
    },
  };
  return { call: engine.multiply(a, a, options), reason };
}

describe("wasmEngine", () => {
  test("results have the same bits for every number of threads and every tile size", async () => {
    const hashes = new Set<string>();
    for (const threads of [1, 2, 4]) {
      for (const [side, depth, room] of [
        [64, 32, 0],
        [128, 256, 2 ** 20],
        [192, 100, 5 * 96 * 71],
      ] as const) {
        // prettier-ignore
        await using engine = await engineWith(threads, plainBuild, { side, depth, room });
        hashes.add(await hashOfAll(engine));
      }
    }
    expect([...hashes]).toEqual([await hashOfAll(plainEngine)]);
  });

  test.each([0, -1, 1.5, NaN])("%d threads are out of range", async (threads) => {
    await expect(wasmEngine({ threads })).rejects.toThrow(RangeError);
  });

  test.each([1, 2])("an engine of %i threads that was disposed rejects", async (threads) => {
    const engine = await wasmEngine({ threads });
    await engine.dispose();
    await engine.dispose();
    await expect(engine.gram(identity(3))).rejects.toThrow(EngineError);
    await expect(engine.gram(randomMatrix(300, 300))).rejects.toMatchObject({ code: "disposed" });
  });

  test("disposing rejects the call that runs and those that wait", async () => {
    const engine = await wasmEngine({ threads: 2 });
    const a = randomMatrix(1500, 1500);
    const calls = [engine.gram(a), engine.gram(a)].map(rejection);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await engine.dispose();
    expect(await Promise.all(calls)).toMatchObject([{ code: "disposed" }, { code: "disposed" }]);
  });
});

async function hashOfAll(engine: Engine): Promise<string> {
  const hash = createHash("sha256");
  const a = randomDefinite(270);
  const b = randomMatrix(270, 141, 2);
  const factor = await engine.cholesky(a);
  hash.update((await engine.multiply(a, b)).data);
  hash.update((await engine.gram(b)).data);
  hash.update(factor.lower.data);
  hash.update((await engine.solveCholesky(factor, b)).data);
  hash.update(await engine.inverseDiagonal(factor));
  hash.update((await engine.eigenSymmetric(a)).vectors.data);
  return hash.digest("hex").slice(0, 16);
}

async function rejection(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function sameBits(x: Matrix, y: Matrix): boolean {
  const [p, q] = [new BigUint64Array(x.data.buffer), new BigUint64Array(y.data.buffer)];
  return x.rows === y.rows && x.cols === y.cols && p.every((bits, i) => bits === q[i]);
}
