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
} from "@ntkit/architecture";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import { fromRows, matrix, tensor } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";
import quadrature from "./fixtures/range-quadrature.json" with { type: "json" };
import reference from "./fixtures/range.json" with { type: "json" };
import { evaluatePlain } from "./evaluate-plain.ts";

const x = fromRows(reference.inputs);

/** Every input ten times, so that the work is worth threads and tables. */
function tenfold({ rows, cols, data }: Matrix): Matrix {
  const length = 10 * data.length;
  return matrix(
    10 * rows,
    cols,
    Float64Array.from({ length }, (_, k) => data[k % data.length]!),
  );
}

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
      const inputs = reference.inputs.slice(0, nngp.length);
      const x = fromRows(inputs);
      const layers = (layer: Network): Network => repeat(serial(layer, node), reference.depth);
      const options = { weightStd, biasStd };
      const rows = serial(layers(dense(options)), dense(options));
      const filter = conv({ ...options, filterShape: [2], padding: "circular" });
      const places = tensor(
        [x.rows, 2, x.cols],
        Float64Array.from(inputs.flatMap((row) => [...row, ...row])),
      );
      const kernel = kernelFunction(rows);
      const onRows = [
        await kernel.evaluate(x),
        await plain(rows, x),
        await kernel.evaluate(tenfold(x), undefined, { workers: await workers }),
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

describe("reference: 100 layers agree with quadrature where there is no closed form", () => {
  const two = fromRows(quadrature.inputs);
  for (const { activation, weightStd, biasStd, nngp, ntk } of quadrature.cases) {
    test(`${activation}, weightStd ${weightStd}, biasStd ${biasStd}`, async () => {
      const layer = dense({ weightStd, biasStd });
      const node = fromJson({ type: activation });
      const network = serial(repeat(serial(layer, node), quadrature.depth), layer);
      const found = await kernelFunction(network).evaluate(two);
      for (const [matrix, [first, cross, last]] of [
        [found.nngp, nngp],
        [found.ntk, ntk],
      ] as const) {
        expectNear(matrix, [[first!], [cross!, last!]], 1e-10, 1e-13);
      }
    }, 30_000);
  }
});

describe("100 layers whose variance leaves the range of float64", () => {
  const layer = (weightStd: number): Network => dense({ weightStd, biasStd: 1 });
  for (const { type, ...options } of [
    { type: "exp" },
    { type: "monomial", degree: 2 },
    { type: "rectifiedMonomial", degree: 2 },
    { type: "hermite", degree: 3 },
    { type: "polynomial", coefficients: [0.1, 1, 0.2] },
  ]) {
    test(`${type} is a typed error that names the rows`, async () => {
      const node = fromJson({ type, ...options });
      const network = serial(repeat(serial(layer(4), node), 100), layer(4));
      for (const run of [
        () => kernelFunction(network).evaluate(x),
        () => kernelFunction(network).evaluate(tenfold(x)),
      ]) {
        await expect(run()).rejects.toThrow(
          expect.objectContaining({ name: "NumericalError", reason: "non-finite" }) as Error,
        );
      }
    });
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
