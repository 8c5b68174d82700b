import { dense, gelu, relu, serial } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { matrix, plainEngine, random } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

/** Normal rows, of which every seventh is a copy, the opposite or a multiple of an earlier one, or zero. */
function rowsWithTwins(rows: number, cols: number, seed = 1): Matrix {
  const { normal } = random(seed);
  const data = Float64Array.from({ length: rows * cols }, () => normal());
  const factors = [1, -1, 3, 0];
  for (let i = 7; i < rows; i += 7) {
    const from = (i - 5) * cols;
    const factor = factors[(i / 7) % 4]!;
    for (let j = 0; j < cols; j++) data[i * cols + j] = factor * data[from + j]!;
  }
  return matrix(rows, cols, data);
}

/** Looked up over the angle, and layer by layer. */
const networks: readonly (readonly [string, Network])[] = [
  ["relu", serial(dense({ weightStd: 1.4 }), relu(), dense())],
  ["gelu with biases", serial(dense({ biasStd: 0.3 }), gelu(), dense(), gelu(), dense())],
];

describe.each(networks)("%s", (_, network) => {
  const kernel = kernelFunction(network);

  test.each([
    [63, 60],
    [64, 60],
    [65, 60],
    [257, 5],
    [330, 3],
    [450, 1],
    [130, 500],
  ])(
    "identity: %i rows of %i features have the bits that a matrix of products gives",
    async (n, d) => {
      const x = rowsWithTwins(n, d);
      const found = await kernel.evaluate(x);
      const expected = await kernel.evaluate(x, undefined, { engine: plainEngine });
      for (const kind of ["nngp", "ntk"] as const) {
        expect(found[kind]).toBeAllclose(expected[kind], { rtol: 0, atol: 0 });
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < i; j++) {
            if (found[kind].data[i * n + j] !== found[kind].data[j * n + i]) {
              throw new Error(`${kind} must be symmetric, got another value at ${i}, ${j}`);
            }
          }
        }
      }
    },
  );

  test.each([
    [1, 700],
    [700, 1],
    [70, 300],
    [300, 70],
  ])("identity: the same for %i rows beside %i", async (n, m) => {
    const d = 300;
    const [x1, x2] = [rowsWithTwins(n, d), rowsWithTwins(m, d, 2)];
    x2.data.set(x1.data.subarray(0, d));
    const found = await kernel.evaluate(x1, x2);
    const expected = await kernel.evaluate(x1, x2, { engine: plainEngine });
    for (const kind of ["nngp", "ntk"] as const) {
      expect(found[kind]).toBeAllclose(expected[kind], { rtol: 0, atol: 0 });
    }
  });
});

test("an evaluation on the calling thread tells its progress and can be aborted", async () => {
  const x = rowsWithTwins(500, 60);
  const kernel = kernelFunction(networks[1]![1]);
  const heard: number[] = [];
  const options = { onProgress: (fraction: number) => void heard.push(fraction) };
  await kernel.evaluate(x, undefined, options);
  expect(heard.at(-1)).toBe(1);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  // 64 times as much, so that it cannot be done before the first report.
  const many = rowsWithTwins(4000, 60);
  const controller = new AbortController();
  const aborted = kernel.evaluate(many, undefined, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error("enough"));
    },
  });
  await expect(aborted).rejects.toThrow("enough");
});
