import { dense, elu, erf, gelu, leakyRelu, relu, serial, tanh } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelGradients } from "@ntkit/kernels";
import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { normalMatrix } from "./filled.ts";

/** Five standard deviations: of the weights of three layers, and of two biases. */
function build(activations: readonly Network[], s: readonly number[]): Network {
  const [first, second] = activations;
  return serial(
    dense({ weightStd: s[0]!, biasStd: s[1]!, units: 5 }),
    first!,
    dense({ weightStd: s[2]!, parameterization: "standard", units: 7, biasStd: s[3]! }),
    second!,
    dense({ weightStd: s[4]!, parameterization: "standard" }),
  );
}

const at = [0.8, 0.2, 1.1, 0.4, 0.9];
const x = normalMatrix(6, 3, 2);

/** The derivative in parameter p by the seven-point rule, exact to about 1e-11. */
async function difference(activations: readonly Network[], p: number, x2?: Matrix) {
  const h = 0.01;
  const weights = [1 / 60, -3 / 20, 3 / 4];
  const total = {
    nngp: new Float64Array(x.rows * (x2 ?? x).rows),
    ntk: new Float64Array(x.rows * (x2 ?? x).rows),
  };
  for (const [n, weight] of weights.entries()) {
    for (const sign of [1, -1]) {
      const moved = at.map((value, k) => (k === p ? value + sign * (3 - n) * h : value));
      const found = await kernelFunction(build(activations, moved)).evaluate(x, x2);
      for (const kind of ["nngp", "ntk"] as const) {
        found[kind].data.forEach((value, k) => (total[kind][k]! += (sign * weight * value) / h));
      }
    }
  }
  return total;
}

describe("agreement: derivatives are those of seven-point differences to 1e-8", () => {
  test.each([
    ["relu, leakyRelu", [relu(), leakyRelu({ alpha: 0.3 })]],
    ["erf, gelu", [erf(), gelu()]],
    ["tanh, relu", [tanh(), relu()]],
  ])("%s", async (_, activations) => {
    const other = normalMatrix(4, 3, 8);
    for (const x2 of [undefined, other]) {
      const found = await kernelGradients(build(activations, at), x, x2);
      expect(found.parameters.map(({ layer, name }) => `${layer} ${name}`)).toEqual([
        "0 weightStd",
        "0 biasStd",
        "1 weightStd",
        "1 biasStd",
        "2 weightStd",
      ]);
      const kernels = await kernelFunction(build(activations, at)).evaluate(x, x2);
      expect(found.ntk).toBeAllclose(kernels.ntk, { rtol: 1e-11, atol: 1e-11 });
      expect(found.nngp).toBeAllclose(kernels.nngp, { rtol: 1e-11, atol: 1e-11 });
      for (const p of at.keys()) {
        const expected = await difference(activations, p, x2);
        expect(found.nngpGradients[p]!).toBeAllclose(expected.nngp, { rtol: 1e-8, atol: 1e-8 });
        expect(found.ntkGradients[p]!).toBeAllclose(expected.ntk, { rtol: 1e-8, atol: 1e-8 });
      }
    }
  });
});

test("identity: a bias-free relu network of L layers has ∂K/∂weightStd = 2K / weightStd for every layer", async () => {
  const network = serial(dense({ weightStd: 1.2 }), relu(), dense({ weightStd: 0.7 }));
  const zero = matrix(4, 2, Float64Array.of(1, 2, 1, 2, 0, 0, -3, 1));
  const { nngp, nngpGradients, ntkGradients } = await kernelGradients(network, zero);
  for (const [p, std] of [1.2, 0.7].entries()) {
    expect(nngpGradients[p]!).toBeAllclose(
      nngp.data.map((value) => (2 * value) / std),
      { rtol: 1e-13, atol: 1e-16 },
    );
  }
  expect(ntkGradients.every(({ data }) => data.every(Number.isFinite))).toBe(true);
});

test("layers without derivatives are refused with their place", async () => {
  const network = serial(dense(), elu(), dense());
  await expect(kernelGradients(network, x)).rejects.toThrow(
    "layers[1]: must be dense layers, activations of the relu family or analytic ones, which have derivatives here, got elu",
  );
  await expect(kernelGradients(network, x, normalMatrix(2, 2, 1))).rejects.toThrow(
    "equally many columns, got 6×3 and 2×2",
  );
});
