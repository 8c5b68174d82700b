import {
  dense,
  fanInSum,
  fanOut,
  identity,
  parallel,
  relu,
  serial,
  sigmoid,
  tanh,
} from "@ntkit/architecture";
import {
  empiricalNtk,
  ntkDiagonal,
  ntkFromFactors,
  type Factors,
  type LinearFactors,
} from "@ntkit/autodiff-jacobians";
import { diagonal, matrix, wasmEngine } from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";
import { jacobianByDifferences, productOfJacobians, traced } from "./support/brute-force.ts";
import { normalMatrix, randomModel } from "./support/draw.ts";
import { denseCases, spatialCases } from "./support/networks.ts";

const engine = await wasmEngine({ threads: 1 });
afterAll(() => engine.dispose());

describe("float32 factors", () => {
  test.each([...denseCases, ...spatialCases])(
    "agreement: $title has the kernel of float64 factors to rounding",
    async ({ network, inputShape, inputs }) => {
      const model = randomModel(network, inputShape);
      const [x1, x2] = [inputs(4, 7), inputs(3, 8)];
      for (const form of ["trace", "full"] as const) {
        for (const right of [x2, undefined]) {
          const exact = (await empiricalNtk(model, x1, right, { form })).data;
          const options = { form, engine, precision: "float32" } as const;
          const { data } = await empiricalNtk(model, x1, right, options);
          const size = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          expect(data).toBeAllclose(exact, { rtol: 0, atol: 2e-6 * size });
        }
      }
    },
  );

  const network = serial(dense({ units: 6 }), tanh(), dense({ units: 3 }));
  const model = randomModel(network, [5]);
  const x = normalMatrix(4, 5, 3);

  test("are numbers of 32 bits, and the values of the outputs 64", async () => {
    const { sites, values } = await model.factors(x, { engine, precision: "float32" });
    for (const { a, b } of sites as LinearFactors[]) {
      expect([a, b].every((numbers) => numbers instanceof Float32Array)).toBe(true);
    }
    expect(values.data).toBeInstanceOf(Float64Array);
  });

  test("are not those of float64", async () => {
    const options = { engine, precision: "float32" } as const;
    const exact = await empiricalNtk(model, x, undefined, { engine });
    const kernel = await empiricalNtk(model, x, undefined, options);
    expect(kernel.data).not.toEqual(exact.data);
    const own = await ntkDiagonal(model, x, options);
    expect(own).toBeAllclose(diagonal(kernel), { rtol: 1e-6 });
    expect(own).not.toBeAllclose(diagonal(exact), { rtol: 1e-12 });
  });

  test("need an engine with 32-bit products", async () => {
    await expect(empiricalNtk(model, x, undefined, { precision: "float32" })).rejects.toThrow(
      'factors: precision "float32" must have an engine with 32-bit products (wasmEngine, nativeEngine), got plain',
    );
  });
});

describe("cotangents that are products of less", () => {
  const network = serial(
    dense({ units: 6 }),
    tanh(),
    dense({ units: 5, biasStd: 1 }),
    relu(),
    dense({ units: 3 }),
  );
  const [one, other] = [randomModel(network, [4]), randomModel(network, [4], 9)];
  const [x1, x2] = [normalMatrix(4, 4, 3), normalMatrix(3, 4, 5)];
  const cotangents = matrix(2, 3, Float64Array.of(1, -2, 0.5, 0, 3, 1));

  test.each([undefined, cotangents])(
    "identity: b is shared ∘ slope at the last two layers",
    async (c) => {
      const { sites, outputs } = await one.factors(x1, { cotangents: c });
      const layers = sites.filter((site): site is LinearFactors => site.kind === "linear");
      expect(
        layers.map(({ outer }) => (outer === undefined ? undefined : outer.slope !== undefined)),
      ).toEqual([undefined, true, false]);
      for (const { b, outer, units } of layers) {
        if (outer === undefined) continue;
        const { shared, slope } = outer;
        const product = b.map((_, at) => {
          const [row, i] = [Math.floor(at / units), at % units];
          return shared[Math.floor(row / 4) * units + i]! * (slope?.[(row % 4) * units + i] ?? 1);
        });
        expect(b.length).toBe(outputs * 4 * units);
        expect(b).toBeAllclose(product, { rtol: 1e-14 });
      }
    },
  );

  test("identity: a kernel from them is that from b, also of two different networks", async () => {
    const left = await one.factors(x1);
    for (const right of [undefined, await one.factors(x2), await other.factors(x2)]) {
      const kernel = await ntkFromFactors(left, right);
      const plain = await ntkFromFactors(written(left), right && written(right));
      expect(kernel).toBeAllclose(plain, { rtol: 1e-13, atol: 1e-13 });
      const mixed = await ntkFromFactors(left, right && written(right));
      expect(mixed).toBeAllclose(plain, { rtol: 1e-13, atol: 1e-13 });
    }
  });
});

/** Without what cotangents are made of. */
function written(factors: Factors): Factors {
  const sites = factors.sites.map((site) =>
    site.kind === "linear" ? { ...site, outer: undefined } : site,
  );
  return { ...factors, sites };
}

test("a pass back leaves the cotangent that it is given as it is", async () => {
  const model = randomModel(serial(dense({ units: 3 }), tanh()), [4]);
  const u = normalMatrix(2, 3, 1);
  const before = u.data.slice();
  await model.pull(normalMatrix(2, 4, 2), u);
  expect(u.data).toEqual(before);
});

test("identity: two activations in a row leave nothing to a shorter product", async () => {
  const model = randomModel(serial(dense({ units: 4 }), tanh(), sigmoid(), dense({ units: 3 })), 4);
  const factors = await model.factors(normalMatrix(3, 4, 3));
  const kernel = await ntkFromFactors(factors);
  expect(kernel).toBeAllclose(await ntkFromFactors(written(factors)), { rtol: 1e-13 });
});

test("agreement: branches that share a cotangent do not write over it", async () => {
  const branches = [serial(dense({ units: 4 }), tanh()), serial(dense({ units: 4 }), sigmoid())];
  const network = serial(
    dense({ units: 4 }),
    fanOut(3),
    parallel(...branches, identity()),
    fanInSum(),
    dense({ units: 2 }),
  );
  const model = randomModel(network, 3);
  const x = normalMatrix(3, 3, 2);
  const exact = await jacobianByDifferences(model, x);
  const kernel = await empiricalNtk(model, x);
  const product = productOfJacobians(exact, exact);
  expect(kernel).toBeAllclose(traced(product, 2), { rtol: 1e-8, atol: 1e-8 });
});
