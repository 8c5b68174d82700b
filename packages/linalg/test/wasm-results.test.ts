import { afterAll, expect, test } from "vitest";
import { matrix, multiply, wasmEngine } from "../src/index.ts";
import type { Matrix, Matrix32 } from "../src/index.ts";
import { gram } from "../src/gram.ts";
import { RAGGED_SIZES, randomMatrix } from "./helpers.ts";

/** What was taken, all of it NaN at first. */
const taken: (Float64Array | Float32Array)[] = [];
const keep = <Numbers extends Float64Array | Float32Array>(array: Numbers): Numbers => {
  array.fill(NaN);
  taken.push(array);
  return array;
};
const engine = await wasmEngine({
  threads: 1,
  results: {
    float64: (length) => keep(new Float64Array(length)),
    float32: (length) => keep(new Float32Array(length)),
  },
});
const plain = await wasmEngine({ threads: 1 });
afterAll(() => Promise.all([engine.dispose(), plain.dispose()]));

/** The result of a product, which lies on the only array that was taken for it. */
async function onMemory<M extends Matrix | Matrix32>(product: () => Promise<M>): Promise<M> {
  taken.length = 0;
  const result = await product();
  expect(taken).toHaveLength(1);
  expect(result.data).toBe(taken[0]);
  return result;
}

function half({ rows, cols, data }: Matrix): Matrix32 {
  return { rows, cols, data: Float32Array.from(data) };
}

test.each(RAGGED_SIZES)(
  "agreement: products of size %i are written to every place of the memory of results",
  async (n) => {
    for (const terms of [0, 1, 67]) {
      const [a, b, c] = [randomMatrix(n, terms, 1), randomMatrix(terms, n + 3, 2), randomMatrix(n + 5, terms, 3)]; // prettier-ignore
      expect(await onMemory(() => engine.multiply(a, b))).toEqual(multiply(a, b));
      expect(await onMemory(() => engine.gram(a))).toEqual(gram(a));
      expect(await onMemory(() => engine.gram(a, c))).toEqual(gram(a, c));
      const [a32, b32, c32] = [half(a), half(b), half(c)];
      expect(await onMemory(() => engine.multiply32(a32, b32))).toEqual(await plain.multiply32(a32, b32)); // prettier-ignore
      expect(await onMemory(() => engine.gram32(a32))).toEqual(await plain.gram32(a32));
      expect(await onMemory(() => engine.gram32(a32, c32))).toEqual(await plain.gram32(a32, c32));
    }
  },
);

test.each([1, 2, 3, 7, 8, 9, 16, 33])(
  "agreement: %i rows times many are written to every place of the memory of results",
  async (rows) => {
    const [a, b] = [randomMatrix(rows, 300, 1), randomMatrix(533, 300, 2)];
    expect(await onMemory(() => engine.gram(a, b))).toEqual(gram(a, b));
    expect(await onMemory(() => engine.gram(b, a))).toEqual(gram(b, a));
  },
);

test("factors and solutions lie on arrays of their own", async () => {
  taken.length = 0;
  const a = matrix(2, 2, Float64Array.of(4, 1, 1, 3));
  const factor = await engine.cholesky(a);
  await engine.solveCholesky(factor, matrix(2, 1, Float64Array.of(1, 2)));
  await engine.inverseDiagonal(factor);
  expect(taken).toHaveLength(0);
});

test("several threads have no memory of results", async () => {
  const results = { float64: (n: number) => new Float64Array(n), float32: (n: number) => new Float32Array(n) }; // prettier-ignore
  const call = wasmEngine({ threads: 2, results });
  await expect(call).rejects.toThrow(RangeError);
  await expect(call).rejects.toThrow("wasmEngine: results must be left out with 2 threads");
});
