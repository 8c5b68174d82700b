import {
  abRelu,
  dense,
  erf,
  fanInSum,
  fanOut,
  identity,
  leakyRelu,
  type Network,
  parallel,
  relu,
  repeat,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { kernels } from "./kernels-of.ts";
import { pairs, x } from "./recursions.ts";

/** The first row of the kernels between the inputs that neural-tangents' values are for. */
async function ntRow(network: Network): Promise<{ nngp: number[]; ntk: number[] }> {
  const x1 = fromRows([Array.from({ length: 4 }, (_, j) => Math.sin(1 + 0.9 * j))]);
  const x2 = fromRows(
    [0, 1].map((i) =>
      Array.from({ length: 4 }, (_, j) => 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j)),
    ),
  );
  const { nngp, ntk } = await kernelFunction(network).evaluate(x1, x2, { get: ["nngp", "ntk"] });
  return { nngp: Array.from(nngp.data), ntk: Array.from(ntk.data) };
}

test("nt-dense: the values of neural-tangents 0.6.6 for three ReLU layers", async () => {
  const layer = serial(dense({ units: 512, weightStd: Math.SQRT2, biasStd: 0.1 }), relu());
  const { nngp, ntk } = await ntRow(serial(repeat(layer, 3), dense({ biasStd: 0 })));
  expect(nngp).toBeAllclose([0.7409237966418221, 0.23762268913196927], { rtol: 1e-12 });
  expect(ntk).toBeAllclose([2.2792321148121415, 0.3247824223689329], { rtol: 1e-12 });
});

test("nt-no-bias: biasStd null is the default, and 0 differs only where biases are trained", async () => {
  const network = (biasStd: number | null, parameterization: "ntk" | "standard"): Network =>
    dense({ biasStd, parameterization });
  expect(dense()).toEqual(dense({ biasStd: null }));
  expect(await kernels(network(0, "ntk"))).toEqual(await kernels(network(null, "ntk")));
  const withBias = await kernels(network(0, "standard"));
  const without = await kernels(network(null, "standard"));
  expect(withBias.nngp).toEqual(without.nngp);
  expect(withBias.ntk).toBeAllclose(
    pairs(without.ntk, (i, j) => without.ntk[i]![j]! + 1),
    { rtol: 1e-14 },
  );
});

test("nt-parameterization: the values of neural-tangents 0.6.6, parametrisation standard", async () => {
  const standard = { parameterization: "standard" } as const;
  const network = serial(
    dense({ ...standard, units: 64, weightStd: 1.5, biasStd: 0.2 }),
    relu(),
    dense({ ...standard, units: 32, weightStd: 1.1, biasStd: 0.3 }),
    relu(),
    dense({ ...standard, units: 1, weightStd: 0.9 }),
  );
  const { nngp, ntk } = await ntRow(network);
  expect(nngp).toBeAllclose([0.44171982264743614, 0.12173133212065937], { rtol: 1e-12 });
  expect(ntk).toBeAllclose([36.15766161144224, 5.597723981403128], { rtol: 1e-12 });
});

test("nt-activations: leakyRelu and abRelu take neural-tangents' numbers", async () => {
  const network = (activation: Network): Network =>
    serial(
      repeat(serial(dense({ weightStd: Math.SQRT2, biasStd: 0.1 }), activation), 2),
      dense({ biasStd: 0 }),
    );
  const expected = {
    nngp: [0.7365055134291344, 0.09923275735896817],
    ntk: [1.9006170067691435, 0.009093128784349161],
  };
  for (const activation of [leakyRelu({ alpha: 0.1 }), abRelu({ a: 0.1, b: 1 })]) {
    const { nngp, ntk } = await ntRow(network(activation));
    expect(nngp).toBeAllclose(expected.nngp, { rtol: 1e-12 });
    expect(ntk).toBeAllclose(expected.ntk, { rtol: 1e-11 });
  }
});

test("nt-combinators: a residual block has the values of neural-tangents 0.6.6", async () => {
  const branch = serial(
    relu(),
    dense({ weightStd: 1.1, biasStd: 0.2 }),
    erf(),
    dense({ weightStd: 0.9, biasStd: 0.05 }),
  );
  const network = serial(
    dense({ weightStd: 1.2, biasStd: 0.1 }),
    fanOut(2),
    parallel(identity(), branch),
    fanInSum(),
    relu(),
    dense({ biasStd: 0 }),
  );
  const { nngp, ntk } = await ntRow(network);
  expect(nngp).toBeAllclose([0.6568592212642164, 0.061002334995617205], { rtol: 1e-12 });
  expect(ntk).toBeAllclose([1.4121295457690017, -0.007729227660216886], { rtol: 1e-11 });
});

test("nt-get: get chooses the kernels, and x2 left out means x1 with itself", async () => {
  const kernel = kernelFunction(serial(dense(), relu(), dense()));
  const ntkOnly = await kernel.evaluate(x, undefined, { get: ["ntk"] });
  expect(Object.keys(ntkOnly)).toEqual(["ntk"]);
  const both = await kernel.evaluate(x, x, { get: ["nngp", "ntk"] });
  expect(ntkOnly.ntk).toBeAllclose(both.ntk, { rtol: 1e-14 });
});
