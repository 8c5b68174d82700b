import process from "node:process";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import {
  cholesky,
  EngineError,
  eigenSymmetric,
  gram,
  inverseDiagonal,
  matrix,
  multiply,
  plainEngine,
  solveCholesky,
  solveLower,
} from "../src/index.ts";
import type { Matrix } from "../src/index.ts";
import { onnxEngine } from "../src/onnx.ts";
import type { OnnxEngine, OnnxRuntime, OnnxTensor } from "../src/onnx.ts";
import { productModel } from "../src/onnx/onnx-model.ts";
import { randomDefinite, randomMatrix } from "./helpers.ts";

/** A runtime that knows the two models and counts its open sessions. */
function standIn(change: (c: Matrix) => Matrix = (c) => c) {
  const state = { open: 0, threads: [] as (number | undefined)[] };
  class Tensor implements OnnxTensor {
    readonly data: unknown;
    readonly dims: readonly number[];
    constructor(_: "float64", data: Float64Array, dims: readonly number[]) {
      this.data = data;
      this.dims = dims;
    }
  }
  const matrixOf = (tensor: OnnxTensor) => {
    if (!(tensor instanceof Tensor)) throw new TypeError("not from this runtime");
    const [rows, cols] = tensor.dims;
    return matrix(rows!, cols!, tensor.data as Float64Array);
  };
  const runtime: OnnxRuntime = {
    env: { versions: { common: "0.0.1" } },
    Tensor,
    InferenceSession: {
      create: (model, options) => {
        state.open++;
        state.threads.push(options.intraOpNumThreads);
        const compute = new TextDecoder().decode(model).includes("transB") ? gram : multiply;
        return Promise.resolve({
          run: async (feeds) => {
            await Promise.resolve();
            return { c: change(compute(matrixOf(feeds.a!), matrixOf(feeds.b!))) };
          },
          release: () => {
            state.open--;
            return Promise.resolve();
          },
        });
      },
    },
  };
  return { runtime, state };
}

/** The runtime of this machine, by its name or where the variable says, or why there is none. */
async function installed(): Promise<OnnxRuntime | string> {
  const file = process.env.NTKIT_ONNXRUNTIME;
  const name = file === undefined ? "onnxruntime-node" : pathToFileURL(file).href;
  try {
    const module = (await import(/* @vite-ignore */ name)) as { default: OnnxRuntime };
    return module.default;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const found = await installed();
const runtimes: (readonly [string, OnnxRuntime])[] = [["a stand-in", standIn().runtime]];
if (typeof found !== "string") runtimes.push(["onnxruntime-node", found]);

describe.each(runtimes)("on %s", (_, runtime) => {
  test.each([0, 1, 2, 33, 200])(
    "agreement: products of size %i are those of the plain engine",
    async (n) => {
      await using engine = await onnxEngine({ engine: plainEngine, runtime, threads: 2 });
      const [a, b] = [randomMatrix(n, 70, 1), randomMatrix(70, n + 3, 2)];
      const c = randomMatrix(n + 5, 70, 3);
      close(await engine.multiply(a, b), multiply(a, b));
      close(await engine.gram(a), gram(a));
      close(await engine.gram(a, c), gram(a, c));
      const { data } = await engine.gram(a);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) expect(data[i * n + j]).toBe(data[j * n + i]);
      }
    },
  );

  test("numbers on shared memory are read where they lie", async () => {
    await using engine = await onnxEngine({ engine: plainEngine, runtime });
    const a = randomMatrix(40, 30);
    const data = new Float64Array(new SharedArrayBuffer(8 * 40 * 30));
    data.set(a.data);
    close(await engine.gram(matrix(40, 30, data)), gram(a));
  });
});

test("agreement: all but products has the bits of the engine that was given", async () => {
  await using engine = await open();
  const a = randomDefinite(40);
  const b = randomMatrix(40, 3);
  const factor = cholesky(a);
  expect(await engine.cholesky(a)).toEqual(factor);
  expect(await engine.solveCholesky(factor, b)).toEqual(solveCholesky(factor, b));
  expect(await engine.solveLower(factor.lower, b)).toEqual(solveLower(factor.lower, b));
  expect(await engine.inverseDiagonal(factor)).toEqual(inverseDiagonal(factor));
  expect(await engine.eigenSymmetric(a)).toEqual(eigenSymmetric(a));
});

test("the name says what computes products and what the rest", async () => {
  const { runtime, state } = standIn();
  const engine = await onnxEngine({ engine: plainEngine, runtime, threads: 3 });
  expect(engine.name).toBe("onnx 0.0.1, 3 threads (products; else plain)");
  expect(engine.version).toBe("0.0.1");
  expect(state).toEqual({ open: 2, threads: [3, 3] });
  await engine.dispose();
  await engine.dispose();
  expect(state.open).toBe(0);
  await expect(engine.gram(matrix(1, 1))).rejects.toMatchObject({ code: "disposed" });
  expect((await engine.cholesky(randomDefinite(3))).lower.rows).toBe(3);
});

test("wrong shapes, entries that are not finite, and aborted calls are refused", async () => {
  await using engine = await open();
  await expect(engine.multiply(matrix(2, 3), matrix(2, 3))).rejects.toThrow("got 2×3 and 2×3");
  await expect(engine.gram(matrix(2, 3), matrix(2, 2))).rejects.toThrow("equally many columns");
  const bad = matrix(2, 2, Float64Array.of(1, 2, NaN, 4));
  const detail = { row: 1, col: 0 };
  await expect(engine.gram(bad)).rejects.toMatchObject({ code: "non-finite", detail });
  await expect(engine.multiply(matrix(2, 2), bad)).rejects.toMatchObject({ detail });
  const signal = AbortSignal.abort("enough");
  await expect(engine.gram(matrix(2, 2), undefined, { signal })).rejects.toBe("enough");
  await expect(onnxEngine({ engine: plainEngine, threads: 0 })).rejects.toThrow(RangeError);
});

test("the last progress heard is 1", async () => {
  await using engine = await open();
  const heard: number[] = [];
  await engine.gram(randomMatrix(9, 9), undefined, { onProgress: (part) => heard.push(part) });
  expect(heard.at(-1)).toBe(1);
});

test("a runtime that computes wrongly, or loads no model, is refused", async () => {
  const { runtime } = standIn((c) => matrix(c.rows, c.cols));
  const wrong = onnxEngine({ engine: plainEngine, runtime });
  await expect(wrong).rejects.toThrow("multiply must give [[4,0],[5,9]], got [[0,0],[0,0]]");
  await expect(wrong).rejects.toMatchObject({ code: "not-supported" });
  const create = () => Promise.reject(new Error("no float64"));
  const refused = onnxEngine({ engine: plainEngine, runtime: { ...runtime, InferenceSession: { create } } }); // prettier-ignore
  await expect(refused).rejects.toThrow("got Error: no float64");
  await expect(refused).rejects.toBeInstanceOf(EngineError);
});

test.skipIf(typeof found !== "string")(
  "without the package the call rejects and says how to install it",
  async () => {
    const call = onnxEngine({ engine: plainEngine });
    await expect(call).rejects.toMatchObject({ name: "EngineError", code: "not-installed" });
    await expect(call).rejects.toThrow("npm install --ignore-scripts onnxruntime-node");
  },
);

test("the models have the bytes that ONNX Runtime was seen to load", () => {
  const base64 = (transposed: boolean) => Buffer.from(productModel(transposed)).toString("base64");
  expect(base64(false)).toBe(
    "CAg6YQoRCgFhCgFiEgFjIgZNYXRNdWwSB3Byb2R1Y3RaFQoBYRIQCg4ICxIKCgMSAW0KAxIBa1oVCgFiEhAKDggLEgoKAxIBawoDEgFuYhUKAWMSEAoOCAsSCgoDEgFtCgMSAW5CAhAN",
  );
  expect(base64(true)).toBe(
    "CAg6bgoeCgFhCgFiEgFjIgRHZW1tKg0KBnRyYW5zQhgBoAECEgdwcm9kdWN0WhUKAWESEAoOCAsSCgoDEgFtCgMSAWtaFQoBYhIQCg4ICxIKCgMSAW4KAxIBa2IVCgFjEhAKDggLEgoKAxIBbQoDEgFuQgIQDQ==",
  );
});

function open(): Promise<OnnxEngine> {
  return onnxEngine({ engine: plainEngine, runtime: standIn().runtime });
}

function close(got: Matrix, expected: Matrix): void {
  expect([got.rows, got.cols]).toEqual([expected.rows, expected.cols]);
  expect(got.data).toBeAllclose(expected.data, { rtol: 1e-12, atol: 1e-12 });
}
