import type { Network } from "@ntkit/architecture";
import { dense, erf, gelu, relu, serial, softplus, tanh } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows, random, toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

interface Scalar {
  readonly node: Network;
  readonly phi: (x: number) => number;
  readonly derivative: (x: number) => number;
}

const normalCdf = (x: number): number => 1 / (1 + Math.exp(-1.702 * x));
const cases: readonly Scalar[] = [
  { node: relu(), phi: (x) => Math.max(x, 0), derivative: (x) => (x > 0 ? 1 : 0) },
  { node: tanh(), phi: Math.tanh, derivative: (x) => 1 - Math.tanh(x) ** 2 },
  {
    node: softplus(),
    phi: (x) => Math.log1p(Math.exp(x)),
    derivative: (x) => 1 / (1 + Math.exp(-x)),
  },
  // Approximations of erf and of the normal distribution function, far closer than the sampling error.
  {
    node: erf(),
    phi: (x) => Math.tanh(1.1283791670955126 * x + 0.1009 * x ** 3),
    derivative: (x) => 1.1283791670955126 * Math.exp(-x * x),
  },
  {
    node: gelu(),
    phi: (x) => x * normalCdf(x),
    derivative: (x) => normalCdf(x) * (1 + 1.702 * x * (1 - normalCdf(x))),
  },
];

const inputs = [
  [0.3, -1.2, 0.5],
  [1.1, 0.4, -0.2],
  [-0.6, -0.9, 1.4],
];
const [width, samples, weightStd, biasStd] = [1200, 6, 1.3, 0.4];

/** Output covariance and tangent kernel of one random network with one hidden layer, from its parameters. */
function sample({ phi, derivative }: Scalar, rng: ReturnType<typeof random>) {
  const d = inputs[0]!.length;
  const scale = weightStd / Math.sqrt(d);
  const units = Array.from({ length: width }, () => {
    const [w, b, a] = [inputs[0]!.map(() => rng.normal()), rng.normal(), rng.normal()];
    const z = inputs.map((x) => scale * x.reduce((sum, v, j) => sum + v * w[j]!, 0) + biasStd * b);
    return { phi: z.map(phi), slope: z.map((v) => a * derivative(v)) };
  });
  const mean = (f: (unit: (typeof units)[number]) => number): number =>
    units.reduce((sum, unit) => sum + f(unit), 0) / width;
  return inputs.map((x, i) =>
    inputs.map((y, j) => {
      const nngp = weightStd ** 2 * mean((u) => u.phi[i]! * u.phi[j]!) + biasStd ** 2;
      const first =
        (weightStd ** 2 / d) * x.reduce((sum, v, k) => sum + v * y[k]!, 0) + biasStd ** 2;
      const slopes = mean((u) => u.slope[i]! * u.slope[j]!);
      return { nngp, ntk: nngp + weightStd ** 2 * slopes * first };
    }),
  );
}

describe("agreement: finite random networks of width 1200, six of them, to 6 % of the diagonal", () => {
  for (const each of cases) {
    test(JSON.stringify(each.node), async () => {
      const layer = dense({ weightStd, biasStd });
      const exact = await kernelFunction(serial(layer, each.node, layer)).evaluate(
        fromRows(inputs),
      );
      const rng = random(20);
      const draws = Array.from({ length: samples }, () => sample(each, rng));
      for (const kind of ["nngp", "ntk"] as const) {
        const rows = toRows(exact[kind]);
        const means = rows.map((row, i) =>
          row.map((_, j) => draws.reduce((sum, draw) => sum + draw[i]![j]![kind], 0) / samples),
        );
        const scale = Math.max(...rows.flat());
        expect(means).toBeAllclose(rows, { rtol: 0, atol: 0.06 * scale });
      }
    });
  }
});
