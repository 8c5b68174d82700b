import { expect, test } from "vitest";
import { matrix } from "../src/index.ts";
import { view } from "../src/view.ts";
import { productTiling } from "../src/wasm/product-tiling.ts";

const most = { side: 256, depth: 384, room: 5 };

function tiling(rows: number, cols: number, terms: number, threads: number, half = false) {
  const c = view({ ...matrix(0, 0), rows, cols });
  return productTiling(most, threads, c, terms, half);
}

test("tiles are large on one thread and for large products", () => {
  expect(tiling(100, 100, 50, 1)).toEqual({ side: 256, depth: 50, room: 5 });
  expect(tiling(8000, 8000, 784, 4).side).toBe(256);
});

test("tiles of small products leave every thread some", () => {
  for (const threads of [2, 4, 16]) {
    for (const half of [false, true]) {
      const { side } = tiling(600, 600, 100, threads, half);
      const tiles = Math.ceil(600 / side) ** 2 / (half ? 2 : 1);
      expect(tiles).toBeGreaterThan(threads);
    }
  }
});

test("terms are cut into equal parts of at most the depth", () => {
  expect([0, 1, 384, 385, 784].map((terms) => tiling(9, 9, terms, 1).depth)).toEqual([1, 1, 384, 193, 262]); // prettier-ignore
});

test("tiles are never larger than memory was made for", () => {
  const c = view({ ...matrix(0, 0), rows: 5000, cols: 5000 });
  expect(productTiling({ side: 16, depth: 8, room: 0 }, 1, c, 100, true).side).toBe(16);
});
