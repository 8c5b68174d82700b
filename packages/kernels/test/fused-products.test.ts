import { dense, erf, relu, serial, tanh } from "@ntkit/architecture";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import { matrix, plainEngine, random, wasmEngine } from "@ntkit/linalg";
import type { Engine, Matrix } from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";

function normals(rows: number, cols: number, seed = 1): Matrix {
  const { normal } = random(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => normal()),
  );
}

const networks = [
  serial(dense({ weightStd: 1.4 }), relu(), dense()),
  serial(dense({ biasStd: 0.1 }), erf(), dense()),
  serial(dense({ biasStd: 0.1 }), tanh(), dense()),
];

const pools = await Promise.all([1, 2, 3, 5].map((threads) => kernelWorkers({ threads })));
afterAll(() => Promise.all(pools.map((pool) => pool.dispose())));

describe("identity: any number of threads gives the bits of one", () => {
  test.each(networks.map((network) => [JSON.stringify(network), network] as const))(
    "%s",
    async (_, network) => {
      const kernel = kernelFunction(network);
      for (const [x1, x2] of [
        [normals(333, 30)],
        [normals(190, 30), normals(333, 30, 2)],
      ] as const) {
        const one = await kernel.evaluate(x1, x2);
        for (const workers of pools) {
          const { nngp, ntk } = await kernel.evaluate(x1, x2, { workers });
          expect(nngp).toBeAllclose(one.nngp, { rtol: 0, atol: 0 });
          expect(ntk).toBeAllclose(one.ntk, { rtol: 0, atol: 0 });
        }
      }
    },
  );
});

test("an engine that writes into given memory is asked for one half only", async () => {
  const asked: string[] = [];
  const engine: Engine = {
    ...plainEngine,
    gramInto: async (c, a, b) => {
      asked.push(`${c.data.buffer.constructor.name} ${b === undefined ? "half" : "all"}`);
      const whole = await plainEngine.gram(a, b);
      whole.data.forEach((value, k) => {
        const above = b === undefined && k % c.cols > Math.floor(k / c.cols);
        c.data[k] = above ? NaN : value;
      });
    },
  };
  const [x1, x2] = [normals(290, 4), normals(333, 4, 2)];
  for (const network of networks.slice(0, 2)) {
    const kernel = kernelFunction(network);
    for (const other of [undefined, x2]) {
      const expected = await kernel.evaluate(x1, other);
      const found = await kernel.evaluate(x1, other, { engine, workers: pools[1] });
      expect(found.ntk).toBeAllclose(expected.ntk, { rtol: 0, atol: 0 });
    }
  }
  expect([...new Set(asked)]).toEqual(["SharedArrayBuffer half", "SharedArrayBuffer all"]);
});

test("with workers an engine's own threads have nothing to do, with the same bits", async () => {
  const engine = await wasmEngine({ threads: 2 });
  const x = normals(400, 50);
  const kernel = kernelFunction(networks[1]!);
  const expected = await kernel.evaluate(x, undefined, { engine });
  const idle = { ...engine, gram: () => Promise.reject(new Error("not needed")) };
  const { ntk } = await kernel.evaluate(x, undefined, { engine: idle, workers: pools[1] });
  expect(ntk).toBeAllclose(expected.ntk, { rtol: 0, atol: 0 });
  await engine.dispose();
});

test("on threads an evaluation tells its progress and can be aborted", async () => {
  const x = normals(5000, 300);
  const kernel = kernelFunction(networks[2]!);
  const heard: number[] = [];
  await kernel.evaluate(normals(300, 30), undefined, {
    workers: pools[1],
    onProgress: (fraction) => void heard.push(fraction),
  });
  expect(heard.at(-1)).toBe(1);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort(new Error("enough"));
  }, 20);
  const { signal } = controller;
  const aborted = kernel.evaluate(x, undefined, { get: ["ntk"], workers: pools[1], signal });
  await expect(aborted).rejects.toThrow("enough");
  const after = await kernel.evaluate(normals(100, 30), undefined, { workers: pools[1] });
  expect(after.ntk.rows).toBe(100);
});
