import { readFileSync } from "node:fs";
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
  rectifiedMonomial,
  relu,
  repeat,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import {
  cholesky,
  diagonal,
  eigenSymmetric,
  fromRows,
  gaussHermite,
  type Matrix,
  matrix,
  random,
  solveCholesky,
  toRows,
} from "@ntkit/linalg";
import { expect, test } from "vitest";
import { finiteNtk } from "./finite-ntk.ts";
import {
  decay,
  flowOfLoss,
  identityFeatures,
  residualsAt,
  startWeights,
  sumOfSquares,
} from "./gradient-flow.ts";
import {
  aroraSum,
  d,
  erfDual,
  geometry,
  gramOver,
  jacotRecursion,
  pairs,
  reluDual,
  x,
} from "./recursions.ts";

/** Rows of the tables of the page "Conventions" that were tested. */
const tested = new Set<string>();

/** A test for the row of the page that carries this name. */
function row(name: string, promise: string, run: () => void | Promise<void>): void {
  tested.add(name);
  test(`${name}: ${promise}`, run);
}

/** Both kernels of `network` among the rows of `inputs`. */
async function kernels(
  network: Network,
  inputs = x,
): Promise<{ nngp: number[][]; ntk: number[][] }> {
  const { nngp, ntk } = await kernelFunction(network).evaluate(inputs, undefined, {
    get: ["nngp", "ntk"],
  });
  return { nngp: toRows(nngp!), ntk: toRows(ntk!) };
}

row("jacot", "biasStd is β in every layer", async () => {
  const layer = dense({ biasStd: 0.3 });
  const network = serial(repeat(serial(layer, relu()), 3), layer);
  const expected = jacotRecursion(3, 1, 0.3, reluDual);
  const actual = await kernels(network);
  expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-13 });
  expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-13 });
});

row("variances", "weightStd and biasStd are the roots of the variances", async () => {
  const layer = dense({ weightStd: 1.3, biasStd: 0.2 });
  const network = serial(repeat(serial(layer, erf()), 2), layer);
  const expected = jacotRecursion(2, 1.3, 0.2, erfDual);
  const actual = await kernels(network);
  expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-13 });
  expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-13 });
});

row("he", "weightStd √2 keeps the variance of a ReLU signal in every layer", async () => {
  const layer = serial(dense({ weightStd: Math.SQRT2 }), relu());
  const { nngp } = await kernels(serial(repeat(layer, 10), dense()));
  expect(nngp.map((line, i) => line[i]!)).toBeAllclose(
    gramOver(d).map((line, i) => line[i]!),
    { rtol: 1e-14 },
  );
});

row("sum-of-inputs", 'scaling "sum" starts from x·x\'', async () => {
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

row("arora", "c_σ goes into weightStd, for ReLU and for erf", async () => {
  const cRelu = 2;
  const cErf = 1 / ((2 / Math.PI) * Math.asin(2 / 3));
  const reluKernel = await kernels(aroraNetwork(3, cRelu, 0, relu()));
  expect(reluKernel.ntk).toBeAllclose(aroraSum(3, cRelu, 0, reluDual), { rtol: 1e-13 });
  const erfKernel = await kernels(aroraNetwork(3, cErf, 0, erf()));
  expect(erfKernel.ntk).toBeAllclose(aroraSum(3, cErf, 0, erfDual), { rtol: 1e-13 });

  const onTheSphere = fromRows([[0.6, -0.8]]);
  const unit = await kernels(aroraNetwork(4, cRelu, 0, relu()), onTheSphere);
  expect(unit.ntk).toBeAllclose([[5]], { rtol: 1e-14 });
});

row("uci", "the NTK sums only over the layers that are trained", async () => {
  for (const fixed of [0, 1, 2, 3]) {
    const { ntk } = await kernels(aroraNetwork(3, 1, fixed, relu()));
    expect(ntk).toBeAllclose(aroraSum(3, 1, fixed, reluDual), { rtol: 1e-13 });
  }
});

row("bietti-mairal", "the two-layer NTK is ‖x‖‖x'‖(u κ₀ + κ₁)", async () => {
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

row("cho-saul", "the arc-cosine kernel is twice the NNGP of the rectified monomial", async () => {
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

row("du", "with the first layer trained only, the NTK is x·x'(π − θ)/2π", async () => {
  const network = serial(dense({ scaling: "sum" }), relu(), dense({ trainable: false }));
  const { ntk } = await kernels(network);
  const expected = pairs(ntk, (i, j) => {
    const { lengths, angle } = geometry(i, j);
    return (lengths * Math.cos(angle) * (Math.PI - angle)) / (2 * Math.PI);
  });
  expect(ntk).toBeAllclose(expected, { rtol: 1e-13 });
});

row("standard", "Θ' = nK + 1 + w²Θ, with n the width that feeds the layer", async () => {
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

row("mean-field", "m times the kernel of the 1/m network approaches the NTK", async () => {
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

/** The first row of the kernels between the inputs that neural-tangents' values are for. */
async function ntRow(network: Network): Promise<{ nngp: number[]; ntk: number[] }> {
  const x1 = fromRows([Array.from({ length: 4 }, (_, j) => Math.sin(1 + 0.9 * j))]);
  const x2 = fromRows(
    [0, 1].map((i) =>
      Array.from({ length: 4 }, (_, j) => 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j)),
    ),
  );
  const { nngp, ntk } = await kernelFunction(network).evaluate(x1, x2, { get: ["nngp", "ntk"] });
  return { nngp: Array.from(nngp!.data), ntk: Array.from(ntk!.data) };
}

row("nt-dense", "the values of neural-tangents 0.6.6 for three ReLU layers", async () => {
  const layer = serial(dense({ units: 512, weightStd: Math.SQRT2, biasStd: 0.1 }), relu());
  const { nngp, ntk } = await ntRow(serial(repeat(layer, 3), dense({ biasStd: 0 })));
  expect(nngp).toBeAllclose([0.7409237966418221, 0.23762268913196927], { rtol: 1e-12 });
  expect(ntk).toBeAllclose([2.2792321148121415, 0.3247824223689329], { rtol: 1e-12 });
});

row(
  "nt-no-bias",
  "biasStd null is the default, and 0 differs only where biases are trained",
  async () => {
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
  },
);

row(
  "nt-parameterization",
  "the values of neural-tangents 0.6.6, parametrisation standard",
  async () => {
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
  },
);

row("nt-activations", "leakyRelu and abRelu take neural-tangents' numbers", async () => {
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

row("nt-combinators", "a residual block has the values of neural-tangents 0.6.6", async () => {
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

row("nt-get", "get chooses the kernels, and x2 left out means x1 with itself", async () => {
  const kernel = kernelFunction(serial(dense(), relu(), dense()));
  const ntkOnly = await kernel.evaluate(x, undefined, { get: ["ntk"] });
  expect(Object.keys(ntkOnly)).toEqual(["ntk"]);
  const both = await kernel.evaluate(x, x, { get: ["nngp", "ntk"] });
  expect(ntkOnly.ntk!).toBeAllclose(both.ntk!, { rtol: 1e-14 });
});

row("loss-mean", "gradient flow on (1/2N) Σ (f − y)² decays with e^(−tK/N)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / (2 * residuals.length);
  expect(flowOfLoss(loss, 1.5)).toBeAllclose(decay(1.5 / 3), { rtol: 1e-7 });
});

row("loss-sum", "gradient flow on (1/2) Σ (f − y)² decays with e^(−tK)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / 2;
  expect(flowOfLoss(loss, 0.7)).toBeAllclose(decay(0.7), { rtol: 1e-7 });
});

row("loss-mean-without-half", "gradient flow on (1/N) Σ (f − y)² runs twice as fast", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / residuals.length;
  expect(flowOfLoss(loss, 1.5)).toBeAllclose(decay((2 * 1.5) / 3), { rtol: 1e-7 });
});

row("nt-time", "with the mean over N points and O outputs time runs O times slower", () => {
  const outputs = 4;
  // Each output follows its own copy of the flow; the loss of one is its share of the mean.
  const loss = (residuals: number[]): number =>
    sumOfSquares(residuals) / (2 * residuals.length * outputs);
  expect(flowOfLoss(loss, 6)).toBeAllclose(decay(6 / outputs / 3), { rtol: 1e-7 });
});

/** The limit of the finite network below, and how far from it the printed formula is. */
async function refute(printed: number[][]): Promise<void> {
  const beta = 0.8;
  const layer = dense({ biasStd: beta });
  const { ntk } = await kernels(serial(layer, relu(), layer));
  const width = 40_000;
  const measured = finiteNtk({ width, scale: 1 / Math.sqrt(width), beta });
  expect(measured).toBeAllclose(ntk, { rtol: 0.02, atol: 0.02 });
  expect(printed).not.toBeAllclose(measured, { rtol: 0.1, atol: 0.1 });
}

/** What a two-layer formula gives with β = 0.8, its parts named as in the table. */
function twoLayer(
  combine: (first: number, last: number, dot: number) => number,
  first = gramOver(d, 0.64),
): number[][] {
  const { value, derivative } = reluDual(first);
  return pairs(first, (i, j) => combine(first[i]![j]!, value[i]![j]! + 0.64, derivative[i]![j]!));
}

row("slip-beta", "a finite network has no β² in the covariance of derivatives", async () => {
  await refute(twoLayer((first, last, dot) => first * (dot + 0.64) + last));
});

row("slip-root-d", "a finite network has x·x'/d in its first layer", async () => {
  const printed = gramOver(Math.sqrt(d), 0.64);
  await refute(twoLayer((first, last, dot) => first * dot + last, printed));
});

row("slip-layer", "a finite network adds the covariance of the new layer", async () => {
  await refute(twoLayer((first, _, dot) => first * dot + first));
});

row("slip-product", "a finite network has no derivative after its last layer", async () => {
  const { derivative } = reluDual(twoLayer((_, last) => last));
  const right = twoLayer((first, last, dot) => first * dot + last);
  await refute(pairs(right, (i, j) => right[i]![j]! * derivative[i]![j]!));
});

/** The constant of Bietti & Mairal from E[σ²], E[σ'²] and E[σ''²], `unit` being E[1]. */
function lipschitz(derivatives: ((u: number) => number)[], unit = 1): number {
  const { nodes, weights } = gaussHermite(60);
  const [g0, g1, g2] = derivatives.map((f) =>
    nodes.reduce((sum, u, i) => sum + unit * weights[i]! * f(u) ** 2, 0),
  );
  return Math.sqrt((g0! + g1!) * Math.max(1, (2 * g1! + g2!) / (g0! + g1!)));
}

row("slip-exp", "√3 belongs to e^(u−1), and e^(u−2) has 0.637", () => {
  const shifted = (shift: number): ((u: number) => number)[] =>
    Array.from({ length: 3 }, () => (u: number) => Math.exp(u - shift));
  expect(lipschitz(shifted(1))).toBeAllclose(Math.sqrt(3), { rtol: 1e-12 });
  expect(lipschitz(shifted(2))).toBeCloseTo(0.637, 3);
});

row("slip-softplus", "1.1021, and 1.75 without the factor of the normal density", () => {
  const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));
  const softplus = [
    (u: number) => Math.log1p(Math.exp(u)),
    sigmoid,
    (u: number) => sigmoid(u) * (1 - sigmoid(u)),
  ];
  expect(lipschitz(softplus)).toBeCloseTo(1.1021, 4);
  expect(lipschitz(softplus, Math.sqrt(2 * Math.PI))).toBeCloseTo(1.745, 3);
});

row("slip-time", "outputs that follow the mean loss directly decay with e^(−t/M)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / (2 * residuals.length);
  const [start, end] = [
    residualsAt(startWeights, identityFeatures),
    flowOfLoss(loss, 2, identityFeatures),
  ];
  expect(end).toBeAllclose(
    start.map((value) => value * Math.exp(-2 / 3)),
    { rtol: 1e-7 },
  );
});

row("slip-linearised", "only with w − w₀ does the error shrink with the square of the step", () => {
  const f = (w: number): number => Math.tanh(1.3 * w);
  const gradient = 1.3 * (1 - f(0.4) ** 2);
  const error = (step: number): number => Math.abs(f(0.4 + step) - (f(0.4) + gradient * step));
  expect(error(0.005) / error(0.01)).toBeCloseTo(1 / 4, 2);
});

test("every row of the tables of the page has its test here", () => {
  const page = readFileSync(new URL("../src/content/docs/conventions.md", import.meta.url), "utf8");
  const names = Array.from(page.matchAll(/^\| \*\*([a-z-]+)\*\* +\|/gm), (match) => match[1]!);
  expect([...tested].sort()).toEqual(names.sort());
});
