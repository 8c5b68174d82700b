import {
  dense,
  elu,
  erf,
  expNormalized,
  fanInSum,
  fanOut,
  identity,
  layerNorm,
  leakyRelu,
  parallel,
  rectifiedMonomial,
  relu,
  repeat,
  serial,
  sign,
  tanh,
} from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { angleKernel, kernelFunction } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

const he = dense({ weightStd: Math.SQRT2 });
/** u κ₀(u) + κ₁(u), the two-layer NTK without biases. */
const twoLayers = serial(he, relu(), dense());
const arcCosine = (t: number): number =>
  (2 * t * (Math.PI - Math.acos(t)) + Math.sqrt(1 - t * t)) / Math.PI;

test("reference: the two-layer relu NTK is u κ₀(u) + κ₁(u), and of power 1", () => {
  const kernel = angleKernel(twoLayers);
  for (const t of [-1, -0.7, 0, 0.3, 1]) {
    expect(kernel.value(t)).toBeAllclose(arcCosine(t), { rtol: 1e-14, atol: 1e-15 });
  }
  expect(kernel.power).toBe(1);
  expect(angleKernel(serial(dense({ biasStd: 1 }), relu(), dense())).power).toBeUndefined();
});

test("agreement: values are those of rows at that angle, small angles included", async () => {
  const network = serial(
    repeat(serial(dense({ weightStd: 1.3, biasStd: 0.2 }), erf()), 3),
    dense(),
  );
  for (const angle of [0, 1e-9, 0.4, 2, Math.PI]) {
    const x = fromRows([[2, 0], [2 * Math.cos(angle), 2 * Math.sin(angle)]]); // prettier-ignore
    const { ntk, nngp } = await kernelFunction(network).evaluate(x);
    expect(angleKernel(network, { variance: 2 }).atAngle(angle)).toBeAllclose(ntk.data[1]!, {
      rtol: 1e-14,
      atol: 1e-15,
    });
    expect(angleKernel(network, { variance: 2, kind: "nngp" }).atAngle(angle)).toBeAllclose(
      nngp.data[1]!,
      { rtol: 1e-14, atol: 1e-15 },
    );
  }
});

const deep: [string, Network][] = [
  ["relu", serial(he, relu(), dense({ biasStd: 0.3 }), leakyRelu(), dense())],
  [
    "erf, layerNorm",
    serial(dense({ biasStd: 0.3 }), erf(), dense(), layerNorm({ epsilon: 0.1 }), tanh(), dense()),
  ],
  ["sign", serial(dense(), sign(), dense())],
  ["expNormalized", serial(dense(), expNormalized({ gamma: 1.5, shift: -0.5 }), dense())],
  ["rectifiedMonomial", serial(dense(), rectifiedMonomial(3), dense())],
];

describe("agreement: derivatives are those of seven-point differences to 1e-8", () => {
  test.each(deep)("%s", (_, network) => {
    for (const kind of ["nngp", "ntk"] as const) {
      const kernel = angleKernel(network, { kind, variance: 1.3 });
      for (const t of [-0.6, 0, 0.8]) {
        for (const order of [0, 1, 2]) {
          const f = (s: number) =>
            order === 0 ? kernel.value(s) : kernel.derivative(s, order - 1);
          const h = 0.005;
          const slope = [1 / 60, -3 / 20, 3 / 4].reduce(
            (sum, weight, n) => sum + (weight * (f(t + (3 - n) * h) - f(t - (3 - n) * h))) / h,
            0,
          );
          const expected = order === 0 ? kernel.value(t) : slope;
          expect(kernel.derivative(t, order)).toBeAllclose(expected, { rtol: 1e-8, atol: 1e-8 });
        }
      }
    }
  });
});

describe("identity:", () => {
  test.each(deep)("Taylor coefficients sum up to the value: %s", (_, network) => {
    const kernel = angleKernel(network);
    const sum = kernel.taylor(60).reduceRight((total, a) => total * 0.5 + a, 0);
    expect(sum).toBeAllclose(kernel.value(0.5), { rtol: 1e-13 });
  });

  test("an NNGP has Taylor coefficients of at least 0", () => {
    const kernel = angleKernel(serial(he, relu(), he, relu(), dense()), { kind: "nngp" });
    expect(Math.min(...kernel.taylor(40))).toBeGreaterThan(-1e-16);
  });

  test.each([3, 10])(
    "on the sphere in %i dimensions eigenvalues times multiplicities sum to κ(1)",
    (dimension) => {
      const smooth = angleKernel(serial(dense(), erf(), dense()));
      const total = smooth.gegenbauer(dimension, 60).reduce((sum, a) => sum + a, 0);
      expect(total).toBeAllclose(smooth.value(1), { rtol: 1e-11 });
      const rough = angleKernel(twoLayers).gegenbauer(dimension, dimension === 3 ? 400 : 60);
      // What is left out falls like 1/k.
      expect(rough.reduce((sum, a) => sum + a, 0)).toBeAllclose(2, { rtol: 0.05 });
    },
  );

  test.each([3, 10])(
    "in %i dimensions the two-layer relu NTK has μ_k = 0 for odd k ≥ 3 only, falling like k^-p",
    (dimension) => {
      const mu = angleKernel(twoLayers).eigenvalues(dimension, 11);
      for (const k of [0, 1, 2, 4, 6, 8, 10]) expect(mu[k]).toBeGreaterThan(1e-12);
      for (const k of [3, 5, 7, 9]) expect(Math.abs(mu[k]!)).toBeLessThan(1e-14);
      const far = angleKernel(twoLayers).eigenvalues(3, 129);
      expect(Math.log2(far[64]! / far[128]!)).toBeCloseTo(3, 1);
    },
  );

  test("a sum of Gegenbauer polynomials gives the value back: in 3 dimensions Legendre's", () => {
    const kernel = angleKernel(serial(dense(), tanh(), dense()));
    const a = kernel.gegenbauer(3, 40);
    const t = 0.37;
    let [before, now, sum] = [0, 1, 0];
    a.forEach((coefficient, k) => {
      sum += coefficient * now;
      [before, now] = [now, ((2 * k + 1) * t * now - k * before) / (k + 1)];
    });
    expect(sum).toBeAllclose(kernel.value(t), { rtol: 1e-12 });
    expect(kernel.eigenvalues(2, 3)[1]).toBeAllclose(kernel.gegenbauer(2, 3)[1]! / 2, {
      rtol: 1e-15,
    });
  });
});

describe("what has no answer is an error", () => {
  test("derivatives of branches and of functions with kinks name the layer", () => {
    const branches = serial(dense(), fanOut(2), parallel(identity(), dense()), fanInSum());
    expect(() => angleKernel(branches).taylor(3)).toThrow("must be layers in a row");
    expect(() => angleKernel(serial(dense(), elu(), dense())).derivative(0)).toThrow(
      "layers[1]: must be layers in a row, of activations with closed forms or analytic ones, for derivatives of its kernel, got elu",
    );
  });

  test("numbers out of their range", () => {
    const kernel = angleKernel(twoLayers);
    expect(() => kernel.value(1.1)).toThrow("a cosine must be between -1 and 1, got 1.1");
    expect(() => kernel.derivative(1)).toThrow("both left out, got 1");
    expect(() => kernel.atAngle(4)).toThrow("an angle must be between 0 and π, got 4");
    expect(() => kernel.eigenvalues(1, 3)).toThrow("dimension must be 2 or more, got 1");
    expect(() => kernel.taylor(0)).toThrow("a count must be a positive integer, got 0");
    expect(() => angleKernel(twoLayers, { variance: 0 })).toThrow(
      "variance must be positive, got 0",
    );
  });
});
