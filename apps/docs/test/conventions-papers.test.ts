import {
  arora,
  aroraUci,
  cntk,
  dense,
  erf,
  jacot,
  type Network,
  rectifiedMonomial,
  relu,
  repeat,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows, tensor } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { finiteNtk } from "./finite-ntk.ts";
import { kernels } from "./kernels-of.ts";
import {
  aroraSum,
  d,
  erfDual,
  geometry,
  gramOver,
  jacotRecursion,
  pairs,
  reluDual,
} from "./recursions.ts";

test("jacot: biasStd is β in every layer", async () => {
  const layer = dense({ biasStd: 0.3 });
  const network = serial(repeat(serial(layer, relu()), 3), layer);
  const expected = jacotRecursion(3, 1, 0.3, reluDual);
  for (const form of [network, jacot({ depth: 4, beta: 0.3 })]) {
    const actual = await kernels(form);
    expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-13 });
    expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-13 });
  }
});

test("variances: weightStd and biasStd are the roots of the variances", async () => {
  const layer = dense({ weightStd: 1.3, biasStd: 0.2 });
  const network = serial(repeat(serial(layer, erf()), 2), layer);
  const expected = jacotRecursion(2, 1.3, 0.2, erfDual);
  const actual = await kernels(network);
  expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-13 });
  expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-13 });
});

test("he: weightStd √2 keeps the variance of a ReLU signal in every layer", async () => {
  const layer = serial(dense({ weightStd: Math.SQRT2 }), relu());
  const { nngp } = await kernels(serial(repeat(layer, 10), dense()));
  expect(nngp.map((line, i) => line[i]!)).toBeAllclose(
    gramOver(d).map((line, i) => line[i]!),
    { rtol: 1e-14 },
  );
});

test('sum-of-inputs: scaling "sum" starts from x·x\'', async () => {
  const { nngp, ntk } = await kernels(dense({ scaling: "sum" }));
  expect(nngp).toBeAllclose(gramOver(1), { rtol: 1e-15, atol: 1e-15 });
  expect(ntk).toBeAllclose(gramOver(1), { rtol: 1e-15, atol: 1e-15 });
});

/** `depth` times dense and activation, then dense; c after each activation, x·x' at the input. */
function aroraNetwork(depth: number, c: number, fixed: number, activation: Network): Network {
  const first = dense({ scaling: "sum", trainable: fixed === 0 });
  const later = Array.from({ length: depth }, (_, i) =>
    serial(activation, dense({ weightStd: Math.sqrt(c), trainable: i + 1 >= fixed })),
  );
  return serial(first, ...later);
}

test("arora: c_σ goes into weightStd, for ReLU and for erf", async () => {
  const cRelu = 2;
  const cErf = 1 / ((2 / Math.PI) * Math.asin(2 / 3));
  for (const network of [aroraNetwork(3, cRelu, 0, relu()), arora({ depth: 3 })]) {
    const { ntk } = await kernels(network);
    expect(ntk).toBeAllclose(aroraSum(3, cRelu, 0, reluDual), { rtol: 1e-13 });
  }
  for (const network of [aroraNetwork(3, cErf, 0, erf()), arora({ depth: 3, activation: erf() })]) {
    const { ntk } = await kernels(network);
    expect(ntk).toBeAllclose(aroraSum(3, cErf, 0, erfDual), { rtol: 1e-13 });
  }

  const onTheSphere = fromRows([[0.6, -0.8]]);
  const unit = await kernels(aroraNetwork(4, cRelu, 0, relu()), onTheSphere);
  expect(unit.ntk).toBeAllclose([[5]], { rtol: 1e-14 });
});

test("cntk: one convolution and the trace, in the paper's own factors", async () => {
  // Two images of one place and one channel: the patch sum is x x' itself, K = (2/9) E[σσ].
  const x = tensor([2, 1, 1, 1], Float64Array.of(1.5, -0.7));
  const { ntk } = await kernelFunction(cntk({ depth: 2 })).evaluate(x);
  const own = (q: number): number => (2 / 9) * (q / 2 + q / 2);
  // The angle is π: both parts vanish.
  expect(ntk).toBeAllclose([own(2.25), 0, 0, own(0.49)], { rtol: 1e-14, atol: 1e-15 });
  const image = tensor([1, 1, 2, 1], Float64Array.of(1, 2));
  const [vanilla, gap] = await Promise.all(
    [false, true].map(
      async (mean) =>
        (await kernelFunction(cntk({ depth: 2, gap: mean })).evaluate(image)).ntk.data[0]!,
    ),
  );
  // Both places see both pixels, so that all patch sums are 1 + 4.
  expect(vanilla).toBeAllclose(2 * own(5), { rtol: 1e-14 });
  expect(gap).toBeAllclose((2 * own(5) + 2 * between()) / 4, { rtol: 1e-14 });

  /** (2/9) (E[σσ] + c E[σ'σ']) of the two places, which share one offset: c = 1 · 2. */
  function between(): number {
    const c = 2;
    const theta = Math.acos(c / 5);
    const k = (5 * (Math.sin(theta) + (Math.PI - theta) * Math.cos(theta))) / (2 * Math.PI);
    return (2 / 9) * (k + ((Math.PI - theta) / (2 * Math.PI)) * c);
  }
});

test("uci: the NTK sums only over the layers that are trained", async () => {
  for (const fixed of [0, 1, 2, 3]) {
    const preset = aroraUci({ depth: 4, fixedLayers: fixed });
    for (const network of [aroraNetwork(3, 1, fixed, relu()), preset]) {
      const { ntk } = await kernels(network);
      expect(ntk).toBeAllclose(aroraSum(3, 1, fixed, reluDual), { rtol: 1e-13 });
    }
  }
});

test("bietti-mairal: the two-layer NTK is ‖x‖‖x'‖(u κ₀ + κ₁)", async () => {
  const network = serial(dense({ scaling: "sum" }), relu(), dense({ weightStd: Math.SQRT2 }));
  const { ntk } = await kernels(network);
  const expected = pairs(ntk, (i, j) => {
    const { lengths, angle } = geometry(i, j);
    const u = Math.cos(angle);
    const kappa0 = (Math.PI - angle) / Math.PI;
    const kappa1 = (u * (Math.PI - angle) + Math.sin(angle)) / Math.PI;
    return lengths * (u * kappa0 + kappa1);
  });
  expect(ntk).toBeAllclose(expected, { rtol: 1e-13 });
});

test("cho-saul: the arc-cosine kernel is twice the NNGP of the rectified monomial", async () => {
  const j = [
    (t: number) => Math.PI - t,
    (t: number) => Math.sin(t) + (Math.PI - t) * Math.cos(t),
    (t: number) => {
      return 3 * Math.sin(t) * Math.cos(t) + (Math.PI - t) * (1 + 2 * Math.cos(t) ** 2);
    },
  ];
  for (const degree of [0, 1, 2]) {
    const { nngp } = await kernels(serial(dense({ scaling: "sum" }), rectifiedMonomial(degree)));
    const expected = pairs(nngp, (a, b) => {
      const { lengths, angle } = geometry(a, b);
      return (lengths ** degree * j[degree]!(angle)) / Math.PI;
    });
    expect(nngp.map((line) => line.map((value) => 2 * value))).toBeAllclose(expected, {
      rtol: 1e-13,
    });
  }
});

test("du: with the first layer trained only, the NTK is x·x'(π − θ)/2π", async () => {
  const network = serial(dense({ scaling: "sum" }), relu(), dense({ trainable: false }));
  const { ntk } = await kernels(network);
  const expected = pairs(ntk, (i, j) => {
    const { lengths, angle } = geometry(i, j);
    return (lengths * Math.cos(angle) * (Math.PI - angle)) / (2 * Math.PI);
  });
  expect(ntk).toBeAllclose(expected, { rtol: 1e-13 });
});

test("standard: Θ' = nK + 1 + w²Θ, with n the width that feeds the layer", async () => {
  const options = { parameterization: "standard", weightStd: 1.5, biasStd: 0.2 } as const;
  const network = serial(dense({ ...options, units: 64 }), relu(), dense(options));
  const first = gramOver(d / 1.5 ** 2, 0.2 ** 2);
  const firstNtk = gramOver(1, 1);
  const { value, derivative } = reluDual(first);
  const { ntk } = await kernels(network);
  const expected = pairs(ntk, (i, j) => {
    return 64 * value[i]![j]! + 1 + 1.5 ** 2 * firstNtk[i]![j]! * derivative[i]![j]!;
  });
  expect(ntk).toBeAllclose(expected, { rtol: 1e-13 });
});

test("mean-field: m times the kernel of the 1/m network approaches the NTK", async () => {
  const m = 40_000;
  const kernel = finiteNtk({ width: m, scale: 1 / m, beta: 0 });
  const { ntk } = await kernels(serial(dense(), relu(), dense()));
  expect(pairs(kernel, (i, j) => m * kernel[i]![j]!)).toBeAllclose(ntk, { rtol: 0.02, atol: 0.01 });
});

test("homogeneous: scaling the first weightStd by s multiplies both kernels by s²", async () => {
  const tail = serial(relu(), dense({ weightStd: 1.2 }));
  const plain = await kernels(serial(dense(), tail));
  const scaled = await kernels(serial(dense({ weightStd: 3 }), tail));
  const times9 = (k: number[][]): number[][] => pairs(k, (i, j) => 9 * k[i]![j]!);
  expect(scaled.nngp).toBeAllclose(times9(plain.nngp), { rtol: 1e-14 });
  expect(scaled.ntk).toBeAllclose(times9(plain.ntk), { rtol: 1e-14 });
});
