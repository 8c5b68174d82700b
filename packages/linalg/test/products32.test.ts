import { afterAll, describe, expect, test } from "vitest";
import { EngineError, NumericalError, random, ShapeError, wasmEngine } from "../src/index.ts";
import type { Matrix32 } from "../src/index.ts";
import { engineWith } from "../src/wasm-engine.ts";

const engines = [
  await wasmEngine({ threads: 1 }),
  await wasmEngine({ threads: 3 }),
  await wasmEngine({ threads: 2, wide: true }),
  await engineWith(2, { wide: false, fma: false }, { side: 64, depth: 40, room: 0 }),
];
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

function normal32(rows: number, cols: number, seed: number): Matrix32 {
  const { normal } = random(seed);
  return { rows, cols, data: Float32Array.from({ length: rows * cols }, () => normal()) };
}

/** A Bᵀ by the textbook's loops, with a 32-bit rounding after each operation. */
function plainGram32(a: Matrix32, b: Matrix32): Matrix32 {
  const data = new Float32Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) {
        sum = Math.fround(sum + Math.fround(a.data[i * a.cols + k]! * b.data[j * b.cols + k]!));
      }
      data[i * b.rows + j] = sum;
    }
  }
  return { rows: a.rows, cols: b.rows, data };
}

function transposed({ rows, cols, data }: Matrix32): Matrix32 {
  const turned = data.map((_, at) => data[(at % rows) * cols + Math.floor(at / rows)]!);
  return { rows: cols, cols: rows, data: turned };
}

describe.each(engines.map((engine, at) => [`${at}: ${engine.name}`, engine] as const))(
  "%s",
  (_, engine) => {
    test.each([0, 1, 3, 15, 17, 63, 65, 130, 257])(
      "agreement: 32-bit products of size %i have the bits of the plain loops",
      async (n) => {
        const [a, b, c] = [normal32(n, 131, 1), normal32(131, n + 3, 2), normal32(n + 5, 131, 3)];
        const results = [
          [await engine.gram32(a), plainGram32(a, a)],
          [await engine.gram32(a, c), plainGram32(a, c)],
          [await engine.multiply32(a, b), plainGram32(a, transposed(b))],
        ] as const;
        for (const [got, expected] of results) {
          expect([got.rows, got.cols]).toEqual([expected.rows, expected.cols]);
          expect(Array.from(got.data)).toEqual(Array.from(expected.data));
        }
      },
    );

    test("shapes that do not fit and entries that are not finite are named", async () => {
      const a = normal32(20, 30, 1);
      await expect(engine.multiply32(a, a)).rejects.toThrow(ShapeError);
      await expect(engine.gram32(a, transposed(a))).rejects.toThrow("got 20×30 and 30×20");
      a.data[3 * 30 + 7] = NaN;
      await expect(engine.gram32(a)).rejects.toThrow(NumericalError);
      const call = engine.multiply32(normal32(4, 20, 2), a);
      await expect(call).rejects.toThrow("multiply: b must have finite entries, got NaN in row 3, column 7"); // prettier-ignore
    });

    describe.each([NaN, Infinity, -Infinity])("an entry that is %d", (bad) => {
      const sizes = [[1, 1, 1], [3, 5, 2], [16, 17, 4], [67, 131, 70], [130, 40, 257]] as const; // prettier-ignore

      test.each(sizes)(
        "is named wherever it is in factors [%i, %i] and of %i rows",
        async (m, k, n) => {
          const [a, b] = [normal32(m, k, 1), normal32(n, k, 2)];
          const columns = transposed(b);
          for (const at of corners(m, k)) {
            const spoilt = withEntry(a, at, bad);
            const named = namedEntry("a", at, k, bad);
            await expect(engine.gram32(spoilt, b)).rejects.toMatchObject(named("gram"));
            await expect(engine.gram32(spoilt)).rejects.toMatchObject(named("gram"));
            await expect(engine.multiply32(spoilt, columns)).rejects.toMatchObject(named("multiply")); // prettier-ignore
          }
          for (const at of corners(n, k)) {
            const named = namedEntry("b", at, k, bad)("gram");
            await expect(engine.gram32(a, withEntry(b, at, bad))).rejects.toMatchObject(named);
          }
          for (const at of corners(k, n)) {
            const named = namedEntry("b", at, n, bad)("multiply");
            await expect(engine.multiply32(a, withEntry(columns, at, bad))).rejects.toMatchObject(named); // prettier-ignore
          }
        },
      );

      test("is named where it meets zeros only, and nothing at all", async () => {
        const [a, zeros] = [withEntry(normal32(5, 9, 1), 13, bad), normal32(7, 9, 2)];
        zeros.data.fill(0);
        const named = namedEntry("a", 13, 9, bad);
        await expect(engine.gram32(a, zeros)).rejects.toMatchObject(named("gram"));
        await expect(engine.multiply32(a, normal32(9, 0, 1))).rejects.toMatchObject(named("multiply")); // prettier-ignore
        await expect(engine.gram32(a, normal32(0, 9, 1))).rejects.toMatchObject(named("gram"));
      });
    });

    test("finite numbers whose products overflow give what the 64-bit product gives", async () => {
      const large = (size: number, k: number, n: number) => Array.from({ length: n * k }, () => size); // prettier-ignore
      for (const k of [1, 2, 41]) {
        const a32 = { rows: 2, cols: k, data: Float32Array.from(large(1e38, k, 2)) };
        const a = { rows: 2, cols: k, data: Float64Array.from(large(1e308, k, 2)) };
        for (const [single, double] of [
          [await engine.gram32(a32), await engine.gram(a)],
          [await engine.gram32(a32, a32), await engine.gram(a, a)],
          [await engine.multiply32(a32, transposed(a32)), await engine.gram(a, a)],
        ] as const) {
          expect(Array.from(single.data)).toEqual(Array.from(double.data));
          expect(single.data[0]).toBe(Infinity);
        }
      }
    });
  },
);

/** The first and the last place, and some at the edges of tiles. */
function corners(rows: number, cols: number): number[] {
  const row = [0, 15, 16, 63, 64, 128, rows - 1].filter((i) => i < rows);
  const col = [0, 3, 4, 39, 40, cols - 1].filter((j) => j < cols);
  const places = [...row.map((i) => i * cols + cols - 1), ...col.map((j) => (rows - 1) * cols + j)];
  return [...new Set([0, ...places])];
}

function withEntry({ rows, cols, data }: Matrix32, at: number, value: number): Matrix32 {
  const copy = data.slice();
  copy[at] = value;
  return { rows, cols, data: copy };
}

/** What the error says of entry `at` of a factor. */
function namedEntry(factor: "a" | "b", at: number, cols: number, value: number) {
  const [row, col] = [Math.floor(at / cols), at % cols];
  return (caller: "gram" | "multiply") => ({
    name: "NumericalError",
    message: `${caller}: ${factor} must have finite entries, got ${value} in row ${row}, column ${col}`,
    reason: "non-finite",
    detail: { row, col },
  });
}

test("identity: a 32-bit product errs by less than the bound that is documented", async () => {
  const [a, b] = [normal32(60, 500, 1), normal32(70, 500, 2)];
  const { data } = await engines[1]!.gram32(a, b);
  let most = 0;
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let [sum, size] = [0, 0];
      for (let k = 0; k < 500; k++) {
        const term = a.data[i * 500 + k]! * b.data[j * 500 + k]!;
        sum += term;
        size += Math.abs(term);
      }
      most = Math.max(most, Math.abs(data[i * 70 + j]! - sum) / (501 * 2 ** -24 * size));
    }
  }
  expect(most).toBeLessThan(1);
  expect(most).toBeGreaterThan(1e-4);
});

test("a disposed engine refuses 32-bit products, an aborted call rejects with the reason", async () => {
  const engine = await wasmEngine({ threads: 2 });
  const a = normal32(400, 400, 1);
  const signal = AbortSignal.abort("enough");
  await expect(engine.gram32(a, undefined, { signal })).rejects.toBe("enough");
  await engine.dispose();
  await expect(engine.gram32(a)).rejects.toThrow(EngineError);
});
