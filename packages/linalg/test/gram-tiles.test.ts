import { describe, expect, test } from "vitest";
import { gram, matrix, wasmEngine } from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { countGramTiles, gramTileMaker, gramTiling, plainGramRecipe } from "../src/tasks.ts";
import type { GramRecipe } from "../src/tasks.ts";
import { RAGGED_SIZES, randomMatrix } from "./helpers.ts";
import { installedNativeEngines, whyNoNativeEngine } from "./installed-native-engines.ts";

/** The matrix that the tiles of a job make, NaN where there is none; an entry must come once. */
async function assemble(recipe: GramRecipe, a: Matrix, b?: Matrix, threads = 2): Promise<Matrix> {
  const job = { a, b, tiling: gramTiling(threads, a, b) };
  const tiles = (await gramTileMaker(recipe))(job);
  expect(tiles.count).toBe(countGramTiles(job));
  const c = matrix(a.rows, (b ?? a).rows);
  c.data.fill(NaN);
  for (let task = 0; task < tiles.count; task++) {
    const { top, left, rows, cols, data, offset, stride } = tiles.compute(task);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        if (b === undefined && left + j > top + i) continue;
        const before = c.data[(top + i) * c.cols + left + j]!;
        if (!Number.isNaN(before))
          throw new Error(`tiles must not overlap, got (${top + i}, ${left + j}) twice`);
        c.data[(top + i) * c.cols + left + j] = data[offset + i * stride + j]!;
      }
    }
  }
  return c;
}

/** Entries above the diagonal as in `like`. */
function withUpper(c: Matrix, like: Matrix): Matrix {
  const data = c.data.map((value, k) => {
    const [i, j] = [Math.floor(k / c.cols), k % c.cols];
    return j > i ? like.data[k]! : value;
  });
  return { ...c, data };
}

describe("tiles of inner products have the bits of gram", () => {
  test.each(RAGGED_SIZES)("%i rows, one half and beside 70 others", async (n) => {
    const recipe = await plainGramRecipe();
    for (const d of [1, 7]) {
      const [a, b] = [randomMatrix(n, d, 1), randomMatrix(70, d, 2)];
      const whole = gram(a);
      expect(withUpper(await assemble(recipe, a), whole)).toEqual(whole);
      expect(await assemble(recipe, a, b)).toEqual(gram(a, b));
      expect(await assemble(recipe, b, a)).toEqual(gram(b, a));
    }
  });

  test("more features than are loaded together, and more factors than are kept", async () => {
    const recipe = await plainGramRecipe();
    for (const d of [449, 9000]) {
      const a = randomMatrix(330, d);
      const whole = gram(a);
      expect(withUpper(await assemble(recipe, a, undefined, 1), whole)).toEqual(whole);
    }
  });

  test("of the engine that gave the recipe", async () => {
    for (const build of [{ wide: true }, { fma: true }, {}]) {
      const engine = await wasmEngine({ threads: 1, ...build });
      const a = randomMatrix(150, 40);
      const whole = await engine.gram(a);
      expect(withUpper(await assemble(engine.gramRecipe!, a), whole)).toEqual(whole);
      await engine.dispose();
    }
  });
});

test("sides of tiles are multiples of 64, so that chunks of 64 columns are the same for any threads", () => {
  for (const threads of [1, 2, 3, 7, 64]) {
    for (const rows of [1, 100, 1000, 5000]) {
      const { side } = gramTiling(threads, { rows, cols: 20 });
      expect(side % 64).toBe(0);
      expect(side).toBeGreaterThan(0);
    }
  }
});

const missing = await whyNoNativeEngine();

test.skipIf(missing !== undefined)(
  `a native library writes one half, or all, into shared memory (${missing ?? "found"})`,
  async () => {
    const shared = (rows: number, cols: number): Matrix =>
      matrix(rows, cols, new Float64Array(new SharedArrayBuffer(8 * rows * cols)).fill(NaN));
    for (const engine of await installedNativeEngines()) {
      for (const d of [0, 3]) {
        const [a, b] = [randomMatrix(9, d, 1), randomMatrix(5, d, 2)];
        const half = shared(9, 9);
        await engine.gramInto!(half, a);
        const whole = gram(a);
        expect(withUpper(half, whole).data).toBeAllclose(whole.data, { rtol: 0, atol: 1e-13 });
        const all = shared(9, 5);
        await engine.gramInto!(all, a, b);
        expect(all.data).toBeAllclose(gram(a, b).data, { rtol: 0, atol: 1e-13 });
      }
      await expect(engine.gramInto!(shared(3, 4), randomMatrix(3, 2))).rejects.toThrow(
        "gram: c must be 3×3",
      );
    }
  },
);
