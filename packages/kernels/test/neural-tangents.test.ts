import type { Network } from "@ntkit/architecture";
import {
  abs,
  cos,
  dense,
  erf,
  exp,
  fanInConcat,
  fanInSum,
  fanOut,
  gabor,
  gelu,
  identity,
  layerNorm,
  leakyRelu,
  monomial,
  parallel,
  relu,
  repeat,
  serial,
  sign,
  tanh,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/neural-tangents.json" with { type: "json" };
import precise from "./fixtures/tanh.json" with { type: "json" };

const x1 = matrix(
  3,
  4,
  Float64Array.from({ length: 12 }, (_, n) => {
    const [i, j] = [Math.floor(n / 4), n % 4];
    return Math.sin(1 + 2.3 * i + 0.9 * j + 0.37 * i * j);
  }),
);
const x2 = matrix(
  2,
  4,
  Float64Array.from({ length: 8 }, (_, n) => {
    const [i, j] = [Math.floor(n / 4), n % 4];
    return 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j);
  }),
);

const readout = dense({ weightStd: 1, biasStd: 0 });
const hidden = (weightStd: number): Network => dense({ weightStd, biasStd: 0.1 });
const twice = (weightStd: number, activation: Network): Network =>
  serial(repeat(serial(hidden(weightStd), activation), 2), readout);
const standard = (units: number, weightStd: number, biasStd: number | null): Network =>
  dense({ units, weightStd, biasStd, parameterization: "standard" });

const networks: Readonly<Record<Exclude<keyof typeof reference, "_about">, Network>> = {
  fc_relu_3: serial(repeat(serial(hidden(Math.SQRT2), relu()), 3), readout),
  fc_relu_std: serial(
    standard(64, 1.5, 0.2),
    relu(),
    standard(32, 1.1, 0.3),
    relu(),
    standard(1, 0.9, null),
  ),
  "fc_leaky.1": twice(Math.SQRT2, leakyRelu({ alpha: 0.1 })),
  fc_abs: twice(Math.SQRT2, abs()),
  fc_erf: twice(Math.SQRT2, erf()),
  fc_gelu: twice(Math.SQRT2, gelu()),
  "fc_cos_1.2_.8_.3": twice(Math.SQRT2, cos({ a: 1.2, b: 0.8, c: 0.3 })),
  "fc_exp_.9_.4": twice(1, exp({ a: 0.9, b: 0.4 })),
  fc_gabor: twice(Math.SQRT2, gabor()),
  fc_monomial3: serial(hidden(1), monomial(3), readout),
  fc_sign: twice(Math.SQRT2, sign()),
  fc_num_tanh80: twice(Math.SQRT2, tanh()),
  fc_res: serial(
    dense({ weightStd: 1.2, biasStd: 0.1 }),
    fanOut(2),
    parallel(
      identity(),
      serial(
        relu(),
        dense({ weightStd: 1.1, biasStd: 0.2 }),
        erf(),
        dense({ weightStd: 0.9, biasStd: 0.05 }),
      ),
    ),
    fanInSum(),
    relu(),
    readout,
  ),
  fc_concat: serial(
    fanOut(2),
    parallel(
      serial(dense({ units: 8, weightStd: 1.2, biasStd: 0.1 }), relu()),
      serial(dense({ units: 24, weightStd: 0.9, biasStd: 0.2 }), erf()),
    ),
    fanInConcat(),
    dense({ weightStd: 1, biasStd: 0.1 }),
  ),
  fc_layernorm: serial(
    dense({ weightStd: 1.3, biasStd: 0.2 }),
    layerNorm(),
    relu(),
    dense({ weightStd: 1.1, biasStd: 0.1 }),
    layerNorm(),
    gelu(),
    readout,
  ),
};

describe("reference: agrees with neural-tangents to 1e-12 relative (tanh: 3e-6, for its own error)", () => {
  for (const [name, network] of Object.entries(networks)) {
    const values = reference[name as keyof typeof networks];
    // The original integrates tanh by a rule of 80 points, whose own error is 1e-6 here: a rule of
    // 1000 points gives ours (below).
    const tolerance = name === "fc_num_tanh80" ? { rtol: 3e-6 } : { rtol: 1e-12 };
    test(`${name}, between two sets of inputs`, async () => {
      const { nngp, ntk } = await kernelFunction(network).evaluate(x1, x2);
      expect(nngp).toBeAllclose(values.cross.nngp, tolerance);
      expect(ntk).toBeAllclose(values.cross.ntk, tolerance);
    });
    test(`${name}, of one set with itself`, async () => {
      const { nngp, ntk } = await kernelFunction(network).evaluate(x1);
      expect(nngp).toBeAllclose(values.self.nngp, tolerance);
      expect(ntk).toBeAllclose(values.self.ntk, tolerance);
    });
  }
});

test("reference: the tanh network agrees to 1e-12 with a trapezoidal rule of 1000 points", async () => {
  const kernel = kernelFunction(networks.fc_num_tanh80);
  for (const [actual, expected] of [
    [await kernel.evaluate(x1, x2), precise.cross],
    [await kernel.evaluate(x1), precise.self],
  ] as const) {
    expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-12 });
    expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-12 });
  }
});
