import type { Network } from "@ntkit/architecture";
import {
  conv,
  dense,
  erf,
  flatten,
  fromJson,
  globalAvgPool,
  layerNorm,
  relu,
  repeat,
  serial,
  sign,
  tanh,
} from "@ntkit/architecture";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import { fromRows, matrix, tensor } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";
import reference from "./fixtures/range.json" with { type: "json" };
import { evaluatePlain } from "./evaluate-plain.ts";

const x = fromRows(reference.inputs);
const n = x.rows;
/** Every input ten times, so that the work is worth threads and tables. */
const many = matrix(
  10 * n,
  x.cols,
  Float64Array.from({ length: 10 * x.data.length }, (_, k) => x.data[k % x.data.length]!),
);

const workers = kernelWorkers({ threads: 2 });
afterAll(async () => (await workers).dispose());

async function plain(network: Network, inputs: Matrix): Promise<{ nngp: Matrix; ntk: Matrix }> {
  const [nngp, ntk] = await evaluatePlain(network, inputs);
  return { nngp: nngp!, ntk: ntk! };
}

/** The lower triangle of the first rows, each entry in units of √(K_ii K_jj), so that all are of one size. */
function scaled(
  values: (i: number, j: number) => number,
  scale: readonly (readonly number[])[],
): number[] {
  return scale.flatMap((row, i) =>
    row.map((_, j) => values(i, j) / (Math.sqrt(scale[i]![i]!) * Math.sqrt(scale[j]![j]!) || 1)),
  );
}

function expectNear(
  actual: Matrix,
  expected: readonly (readonly number[])[],
  rtol: number,
  atol: number,
): void {
  expect(actual.data.every(Number.isFinite)).toBe(true);
  expect(scaled((i, j) => actual.data[i * actual.cols + j]!, expected)).toBeAllclose(
    scaled((i, j) => expected[i]![j]!, expected),
    { rtol, atol },
  );
}

describe("reference: 100 layers agree with 80 digits wherever the result is a float64 number", () => {
  for (const { activation, weightStd, biasStd, nngp, ntk } of reference.cases) {
    test(`${activation.type}, weightStd ${weightStd}, biasStd ${biasStd}`, async () => {
      const node = fromJson(activation);
      const layers = (layer: Network): Network => repeat(serial(layer, node), reference.depth);
      const options = { weightStd, biasStd };
      const rows = serial(layers(dense(options)), dense(options));
      const filter = conv({ ...options, filterShape: [2], padding: "circular" });
      const places = tensor(
        [n, 2, x.cols],
        Float64Array.from(reference.inputs.flatMap((row) => [...row, ...row])),
      );
      const kernel = kernelFunction(rows);
      const onRows = [
        await kernel.evaluate(x),
        await plain(rows, x),
        await kernel.evaluate(many, undefined, { workers: await workers }),
      ];
      const onPlaces = [
        await kernelFunction(serial(layers(filter), flatten(), dense(options))).evaluate(places),
        await kernelFunction(serial(layers(filter), globalAvgPool(), dense(options))).evaluate(
          places,
        ),
      ];
      for (const [found, rtol] of [
        [onRows, 1e-11],
        // Planes take differences of variances in each layer.
        [onPlaces, 1e-10],
      ] as const) {
        for (const each of found) {
          expectNear(each.nngp, nngp, rtol, 1e-13);
          expectNear(each.ntk, ntk, rtol, 1e-13);
        }
      }
    });
  }
});

describe("reference: 100 layers of tanh agree with the trapezoidal rule on rows with themselves", () => {
  const two = fromRows(reference.inputs.slice(0, 2));
  for (const { weightStd, biasStd, diagonals } of reference.tanh) {
    test(`weightStd ${weightStd}, biasStd ${biasStd}`, async () => {
      const layer = dense({ weightStd, biasStd });
      const network = serial(repeat(serial(layer, tanh()), reference.depth), layer);
      const found = [await kernelFunction(network).evaluate(two)];
      // At large weights a pair takes seconds by either way.
      if (weightStd < 16) found.push(await plain(network, two));
      for (const { nngp, ntk } of found) {
        expect([...nngp.data, ...ntk.data].every(Number.isFinite)).toBe(true);
        const pairs = [0, 3].map((k) => [nngp.data[k]!, ntk.data[k]!]);
        expect(pairs).toBeAllclose(diagonals, { rtol: 1e-11 });
      }
    }, 20_000);
  }
});

describe("identity: at variances of 1e210", () => {
  const layer = dense({ weightStd: 16, biasStd: null });
  const steep = (last: Network): Network => serial(repeat(serial(layer, relu()), 100), layer, last);
  for (const [name, evaluate] of [
    [
      "by WebAssembly",
      async (network: Network) => (await kernelFunction(network).evaluate(x)).nngp,
    ],
    ["by the plain rules", async (network: Network) => (await plain(network, x)).nngp],
  ] as const) {
    test(`layerNorm leaves the correlation ρ, erf and sign (2/π) arcsin ρ, ${name}`, async () => {
      const rho = await evaluate(steep(layerNorm()));
      const angles = rho.data.map((value) => (2 / Math.PI) * Math.asin(Math.min(value, 1)));
      // arcsin is steep where ρ is close to 1: the rounding of ρ is 1e-8 of an angle.
      expect((await evaluate(steep(erf()))).data).toBeAllclose(angles, { rtol: 0, atol: 1e-7 });
      expect((await evaluate(steep(erf()))).data).toBeAllclose(
        (await evaluate(steep(sign()))).data,
        {
          rtol: 0,
          atol: 1e-13,
        },
      );
    });
  }
});
