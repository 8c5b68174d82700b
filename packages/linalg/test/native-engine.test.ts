import { describe, expect, test } from "vitest";
import {
  cholesky,
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
  transpose,
} from "../src/index.ts";
import type { Engine, Matrix, Matrix32 } from "../src/index.ts";
import * as native from "../src/native.ts";
import { importKoffi } from "../src/native/koffi.ts";
import { libraryNames } from "../src/native/library-names.ts";
import { loadLibrary } from "../src/native/native-library.ts";
import { nativeSelfTest } from "../src/native/native-self-test.ts";
import { identity, norm, randomDefinite, randomMatrix } from "./helpers.ts";
import { installedNativeEngines, whyNoNativeEngine } from "./installed-native-engines.ts";

const engines = await installedNativeEngines();
const missing = await whyNoNativeEngine();
const SIZES = [0, 1, 2, 7, 33, 128, 257];

test("public surface: what @ntkit/linalg/native exports", () => {
  expect(Object.keys(native)).toMatchInlineSnapshot(`
    [
      "nativeEngine",
    ]
  `);
});

describe.skipIf(missing !== undefined)(`with a library (${missing ?? "found"})`, () => {
  describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
    test.each(SIZES)("agreement: products of size %i are the plain ones to rounding", async (n) => {
      const [a, b, c] = [randomMatrix(n, 61, 1), randomMatrix(61, n + 3, 2), randomMatrix(n + 5, 61, 3)]; // prettier-ignore
      close(await engine.multiply(a, b), multiply(a, b));
      const own = await engine.gram(a);
      close(own, gram(a));
      expect(own).toEqual(transpose(own));
      close(await engine.gram(a, c), gram(a, c));
    });

    test.each(SIZES)("agreement: 32-bit products of size %i err as 32-bit sums do", async (n) => {
      const [a, b, c] = [randomMatrix(n, 61, 1), randomMatrix(61, n + 3, 2), randomMatrix(n + 5, 61, 3)].map(rounded); // prettier-ignore
      const [x, y, z] = [half(a!), half(b!), half(c!)];
      const own = wide(await engine.gram32(x));
      expect(own).toEqual(transpose(own));
      const bound = (p: Matrix, q: Matrix) => gram(absolute(p), absolute(q));
      within(own, gram(a!), bound(a!, a!));
      within(wide(await engine.gram32(x, z)), gram(a!, c), bound(a!, c!));
      const columns = transpose(b!);
      within(wide(await engine.multiply32(x, y)), multiply(a!, b!), bound(a!, columns));
    });

    test("32-bit products name what does not fit", async () => {
      const a = half(randomMatrix(3, 4, 1));
      await expect(engine.multiply32(a, a)).rejects.toThrow(ShapeError);
      await expect(engine.gram32({ ...a, cols: 5 })).rejects.toThrow(
        "gram: a must have a Float32Array of 15 numbers (3×5), got 12 numbers",
      );
      await expect(engine.gram32(randomMatrix(3, 4, 1) as never)).rejects.toThrow(ShapeError);
      await expect(engine.gram(a as never)).rejects.toThrow("must have a Float64Array of 12");
      a.data[5] = NaN;
      await expect(engine.gram32(a)).rejects.toThrow(NumericalError);
      await expect(engine.multiply32(a, half(randomMatrix(4, 2, 1)))).rejects.toThrow(NumericalError); // prettier-ignore
    });

    test.each(SIZES)("agreement: factors and solves of size %i", async (n) => {
      const a = randomDefinite(n);
      const factor = cholesky(a);
      const { lower } = await engine.cholesky(a);
      close(lower, factor.lower);
      for (let i = 0; i < n; i++) {
        expect(lower.data.subarray(i * n + i + 1, (i + 1) * n).every((x) => x === 0)).toBe(true);
      }
      for (const columns of [1, 4]) {
        const b = randomMatrix(n, columns, 2);
        close(await engine.solveCholesky(factor, b), solveCholesky(factor, b));
        close(await engine.solveLower(factor.lower, b), solveLower(factor.lower, b));
      }
      const [got, expected] = [await engine.inverseDiagonal(factor), inverseDiagonal(factor)];
      expect(got).toBeAllclose(expected, { rtol: 1e-11 });
    });

    test.each(SIZES)("agreement: eigenvalues of size %i descend as the plain ones", async (n) => {
      const a = randomDefinite(n);
      const { values } = await engine.eigenSymmetric(a);
      expect(values).toBeAllclose(eigenSymmetric(a).values, { rtol: 0, atol: 1e-11 });
    });

    test("agreement: triangles are read below the diagonal only", async () => {
      const a = randomDefinite(40);
      const factor = cholesky(a);
      const b = randomMatrix(40, 3, 2);
      const spoilt = (m: Matrix): Matrix =>
        matrix(40, 40, m.data.map((x, at) => (at % 40 > Math.floor(at / 40) ? NaN : x))); // prettier-ignore
      const lower = spoilt(factor.lower);
      close((await engine.cholesky(spoilt(a))).lower, factor.lower);
      close(await engine.solveCholesky({ lower }, b), solveCholesky(factor, b));
      close(await engine.solveLower(lower, b), solveLower(factor.lower, b));
      expect(await engine.inverseDiagonal({ lower })).toBeAllclose(inverseDiagonal(factor), {
        rtol: 1e-11,
      });
    });

    test("agreement: matrices on shared memory", async () => {
      const a = randomMatrix(30, 20);
      const shared = matrix(30, 20, new Float64Array(new SharedArrayBuffer(8 * 600)));
      shared.data.set(a.data);
      close(await engine.gram(shared), gram(a));
    });

    test("agreement: a thousand tiny results, none spoilt by what the collector moves", async () => {
      const wrong: number[] = [];
      for (let k = 1; k <= 1000; k++) {
        const { data } = await engine.multiply(fromRows([[k]]), fromRows([[2]]));
        if (data[0] !== 2 * k) wrong.push(k);
      }
      expect(wrong).toEqual([]);
    });

    test("arguments are left alone", async () => {
      const [a, b] = [randomDefinite(20), randomMatrix(20, 3)];
      const copies = [a.data.slice(), b.data.slice()];
      const factor = await engine.cholesky(a);
      const { data } = factor.lower;
      const before = data.slice();
      await engine.solveCholesky(factor, b);
      await engine.inverseDiagonal(factor);
      await engine.eigenSymmetric(a);
      await engine.multiply(a, b);
      expect([a.data, b.data, data]).toEqual([...copies, before]);
    });

    test("shapes that do not fit reject with both shapes", async () => {
      await expect(engine.multiply(matrix(2, 3), matrix(2, 3))).rejects.toThrow("2×3 and 2×3");
      await expect(engine.gram(matrix(2, 3), matrix(2, 4))).rejects.toThrow(ShapeError);
      await expect(engine.cholesky(matrix(2, 3))).rejects.toThrow("square, got 2×3");
      await expect(engine.eigenSymmetric(matrix(2, 3))).rejects.toThrow("square, got 2×3");
      await expect(engine.solveLower(identity(2), matrix(3, 1))).rejects.toThrow(ShapeError);
    });

    test("a matrix with fewer numbers than its shape promises is refused", async () => {
      const short = { rows: 50, cols: 50, data: new Float64Array(2499) };
      const message = "must have a Float64Array of 2500 numbers (50×50), got 2499 numbers";
      await expect(engine.gram(short)).rejects.toThrow(message);
      await expect(engine.multiply(identity(50), short)).rejects.toThrow(message);
      await expect(engine.solveLower(short, matrix(50, 1))).rejects.toThrow(message);
      await expect(engine.inverseDiagonal({ lower: short })).rejects.toThrow(message);
    });

    test.each([NaN, Infinity])("an entry that is %d is named by row and column", async (bad) => {
      const a = randomDefinite(90);
      a.data[70 * 90 + 39] = bad;
      const expected = { code: "non-finite", detail: { row: 70, col: 39 } };
      await expect(engine.multiply(a, identity(90))).rejects.toMatchObject(expected);
      await expect(engine.gram(identity(90), a)).rejects.toMatchObject(expected);
      await expect(engine.cholesky(a)).rejects.toMatchObject(expected);
      await expect(engine.eigenSymmetric(a)).rejects.toMatchObject(expected);
      await expect(engine.solveLower(identity(90), a)).rejects.toMatchObject(expected);
    });

    // The result is looked at for the first two, the factors for the last one.
    test.each([
      [3, 400, 2],
      [1, 64, 1],
      [40, 9, 50],
    ])(
      "an entry of [%i, %i] and %i rows that is not finite is named, in both precisions",
      async (m, k, n) => {
        const [a, b] = [randomMatrix(m, k, 1), randomMatrix(n, k, 2)];
        const zeros = matrix(n, k);
        const places = (rows: number) => [0, k - 1, Math.floor(k / 2), rows * k - 1];
        for (const bad of [NaN, Infinity, -Infinity]) {
          for (const at of places(m)) {
            const spoilt = withEntry(a, at, bad);
            const named = { code: "non-finite", detail: { row: Math.floor(at / k), col: at % k } };
            for (const other of [b, zeros]) {
              await expect(engine.multiply(spoilt, transpose(other))).rejects.toMatchObject(named);
              await expect(engine.gram(spoilt, other)).rejects.toMatchObject(named);
              await expect(
                engine.multiply32(half(spoilt), half(transpose(other))),
              ).rejects.toMatchObject(named);
              await expect(engine.gram32(half(spoilt), half(other))).rejects.toMatchObject(named);
            }
            await expect(engine.gram(spoilt)).rejects.toMatchObject(named);
            await expect(engine.gram32(half(spoilt))).rejects.toMatchObject(named);
          }
          for (const at of places(n)) {
            const spoilt = withEntry(b, at, bad);
            const [row, col] = [Math.floor(at / k), at % k];
            const named = { code: "non-finite", detail: { row, col } };
            const turned = { code: "non-finite", detail: { row: col, col: row } };
            await expect(engine.gram(a, spoilt)).rejects.toMatchObject(named);
            await expect(engine.gram32(half(a), half(spoilt))).rejects.toMatchObject(named);
            await expect(engine.multiply(a, transpose(spoilt))).rejects.toMatchObject(turned);
            await expect(engine.multiply32(half(a), half(transpose(spoilt)))).rejects.toMatchObject(
              turned,
            );
          }
        }
      },
    );

    test("finite numbers whose products overflow give infinity, of thin and of square products", async () => {
      for (const [n, k] of [
        [1, 400],
        [3, 2],
      ] as const) {
        const a = matrix(n, k, new Float64Array(n * k).fill(1e200));
        const single = { rows: n, cols: k, data: new Float32Array(n * k).fill(1e30) };
        const turned = { rows: k, cols: n, data: single.data };
        for (const { data } of [
          await engine.gram(a, a),
          await engine.multiply(a, transpose(a)),
          await engine.gram32(single, single),
          await engine.multiply32(single, turned),
        ]) {
          expect(Array.from(data)).toEqual(Array.from(data, () => Infinity));
        }
      }
    });

    test.each([0, 1, 127, 128, 299])("cholesky names pivot %i and its value", async (pivot) => {
      const a = randomDefinite(300);
      a.data[pivot * 301] = -2;
      const thrown: unknown = await engine.cholesky(a).catch((error: unknown) => error);
      const plain: unknown = await plainEngine.cholesky(a).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(NumericalError);
      const { code, detail } = thrown as NumericalError;
      expect({ code, pivot: detail.pivot }).toEqual({ code: "not-positive-definite", pivot });
      expect(detail.value).toBeAllclose((plain as NumericalError).detail.value as number);
    });

    test("a pivot that overflows is an error", async () => {
      const a = fromRows([[1, 1e200], [1e200, 1]]); // prettier-ignore
      await expect(engine.cholesky(a)).rejects.toThrow(NumericalError);
    });

    test("a matrix that is not symmetric has no eigendecomposition", async () => {
      await expect(engine.eigenSymmetric(fromRows([[1, 2], [0, 1]]))).rejects.toThrow(RangeError); // prettier-ignore
    });

    test("a triangle with 0 on its diagonal is singular", async () => {
      const lower = identity(5);
      lower.data[3 * 6] = 0;
      const expected = { code: "singular", detail: { pivot: 3 } };
      await expect(engine.solveLower(lower, matrix(5, 2))).rejects.toMatchObject(expected);
      await expect(engine.inverseDiagonal({ lower })).rejects.toMatchObject(expected);
    });

    test("an aborted signal rejects with its reason, before and after the library's turn", async () => {
      const reason = new Error("enough");
      const a = randomMatrix(300, 300);
      const early = { signal: AbortSignal.abort(reason) };
      await expect(engine.gram(a, undefined, early)).rejects.toBe(reason);
      const controller = new AbortController();
      const running = engine.multiply(a, a, { signal: controller.signal });
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
      close(await engine.gram(a), gram(a));
    });

    test("calls at the same time, also of other engines, do not disturb each other", async () => {
      const inputs = [1, 2, 3, 4, 5, 6].map((seed) => randomMatrix(220, 150, seed));
      const results = await Promise.all(inputs.map((a, i) => engines[i % 2]!.gram(a)));
      results.forEach((result, i) => {
        close(result, gram(inputs[i]!));
      });
    });

    test("progress ends with 1", async () => {
      const heard: number[] = [];
      await engine.cholesky(randomDefinite(50), { onProgress: (fraction) => heard.push(fraction) });
      expect(heard.at(-1)).toBe(1);
    });
  });

  test("says which library it calls, and with how many threads", async () => {
    const engine = await native.nativeEngine({ threads: 2 });
    expect(engine.name).toMatch(/^native, .+, 2 threads$/);
    expect(engine.threads).toBe(2);
    expect(engine.library.length).toBeGreaterThan(0);
    const named = await native.nativeEngine({ library: engine.library, threads: 1 });
    expect(named.library).toEqual(engine.library);
  });

  test("threads that the library cannot have are refused", async () => {
    const call = native.nativeEngine({ threads: 100_000 });
    await expect(call).rejects.toMatchObject({ name: "EngineError", code: "not-supported" });
    await native.nativeEngine({ threads: 1 });
  });
});

function close(got: Matrix, expected: Matrix): void {
  expect(got).toBeAllclose(expected, { rtol: 0, atol: 1e-12 * Math.max(1, norm(expected)) });
}

describe("without a library", () => {
  test.each([0, 1.5, NaN])("%d threads are out of range", async (threads) => {
    await expect(native.nativeEngine({ threads })).rejects.toThrow(RangeError);
  });

  test("the error names what was tried and why it was refused", async () => {
    const call = native.nativeEngine({ library: "no-such-library.so" });
    await expect(call).rejects.toMatchObject({ name: "EngineError", code: "not-installed" });
    await expect(call).rejects.toThrow(/tried no-such-library\.so \(.*(load|open).*\); install/);
  });

  test("a library without the routines is refused with their names", () => {
    const koffi = {
      load: () => ({
        func: (name: string) => {
          if (name === "dgemm_") return Object.assign(() => 0, { async: () => undefined });
          throw new Error("no such symbol");
        },
      }),
    };
    expect(() => loadLibrary(koffi, [["libblas.so.3", "liblapack.so.3"]])).toThrow(
      "tried libblas.so.3 + liblapack.so.3 (exports no dsyrk, dpotrf, dtrsm, dtrsv, dtrtri, dsyevd, sgemm, ssyrk)",
    );
  });

  test("every platform has names to try", () => {
    expect(libraryNames("darwin").flat()).toContain("/System/Library/Frameworks/Accelerate.framework/Accelerate"); // prettier-ignore
    expect(libraryNames("win32")[0]).toEqual(["libopenblas.dll"]);
    expect(libraryNames("linux")[0]).toEqual(["libopenblas.so.0"]);
  });

  test("the self-test accepts the plain engine and refuses a wrong product", async () => {
    await nativeSelfTest(plainEngine);
    const wrong: Engine = { ...plainEngine, multiply: (a) => Promise.resolve(a) };
    await expect(nativeSelfTest(wrong)).rejects.toThrow("multiply must give");
  });

  test.each(["multiply", "gram", "multiply32", "gram32"] as const)(
    "the self-test refuses a library that leaves out zeros in %s",
    async (operation) => {
      const right = half32(plainEngine);
      await nativeSelfTest(right);
      type Product = (a: Matrix, b?: Matrix) => Promise<Matrix>;
      const product = right[operation].bind(right) as Product;
      const careless: Engine = {
        ...right,
        [operation]: (a: Matrix, b?: Matrix) => product(cleaned(a), b && cleaned(b)),
      };
      await expect(nativeSelfTest(careless)).rejects.toMatchObject({
        name: "EngineError",
        code: "not-supported",
        message: `nativeEngine: ${operation} must give NaN for NaN times 0, got 0; use another library`,
      });
    },
  );

  test("the self-test passes on what an engine fails with but a complaint of numbers", async () => {
    const failing: Engine = {
      ...plainEngine,
      gram: (a, b) => (b === undefined ? plainEngine.gram(a) : Promise.reject(new Error("broken"))),
    };
    await expect(nativeSelfTest(failing)).rejects.toThrow("broken");
  });

  test("koffi, which only tests install, is found", async () => {
    expect(await importKoffi()).toHaveProperty("load");
  });
});

function half({ rows, cols, data }: Matrix): Matrix32 {
  return { rows, cols, data: Float32Array.from(data) };
}

function withEntry({ rows, cols, data }: Matrix, at: number, value: number): Matrix {
  const copy = data.slice();
  copy[at] = value;
  return { rows, cols, data: copy };
}

/** Products as a library computes them that does not look at what is not finite: NaN counts as 0. */
function cleaned<M extends Matrix | Matrix32>({ rows, cols, data }: M): M {
  return { rows, cols, data: data.map((value) => (Number.isNaN(value) ? 0 : value)) } as M;
}

/** The engine with 32-bit products, by those of 64 bits. */
function half32(engine: Engine): Required<Pick<Engine, "multiply32" | "gram32">> & Engine {
  return {
    ...engine,
    multiply32: async (a, b) => half(await engine.multiply(wide(a), wide(b))),
    gram32: async (a, b) => half(await engine.gram(wide(a), b && wide(b))),
  };
}

function wide({ rows, cols, data }: Matrix32): Matrix {
  return { rows, cols, data: Float64Array.from(data) };
}

function rounded(a: Matrix): Matrix {
  return wide(half(a));
}

function absolute({ rows, cols, data }: Matrix): Matrix {
  return { rows, cols, data: data.map(Math.abs) };
}

/** 62 roundings of 2⁻²⁴, each of at most the sum of the products' sizes. */
function within(got: Matrix, exact: Matrix, sizes: Matrix): void {
  expect([got.rows, got.cols]).toEqual([exact.rows, exact.cols]);
  exact.data.forEach((value, at) => {
    expect(Math.abs(got.data[at]! - value)).toBeLessThanOrEqual(62 * 2 ** -24 * sizes.data[at]!);
  });
}
