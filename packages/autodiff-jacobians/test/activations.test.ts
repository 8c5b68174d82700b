import * as net from "@ntkit/architecture";
import type { ActivationNode, Network } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { activationOf } from "../src/activations/activation-of.ts";

/** Every activation with its function, written down again, and its kinks. */
const cases: readonly (readonly [Network, (x: number) => number])[] = [
  [net.relu(), (x) => Math.max(x, 0)],
  [net.leakyRelu({ alpha: 0.2 }), (x) => (x > 0 ? x : 0.2 * x)],
  [net.abs(), Math.abs],
  [net.abRelu({ a: -0.5, b: 2 }), (x) => (x > 0 ? 2 * x : -0.5 * x)],
  [net.erf({ a: 1.2, b: 0.7, c: 0.3 }), (x) => 1.2 * erfSeries(0.7 * x) + 0.3],
  [net.sigmoidLike(), (x) => 0.5 * erfSeries(x / 2.4020563531719796) + 0.5],
  [net.gelu(), (x) => (x * (1 + erfSeries(x / Math.SQRT2))) / 2],
  [net.sin({ a: 1.1, b: 1.3, c: 0.2 }), (x) => 1.1 * Math.sin(1.3 * x + 0.2)],
  [net.cos({ a: 1.1, b: 1.3, c: 0.2 }), (x) => 1.1 * Math.cos(1.3 * x + 0.2)],
  [net.rbf({ gamma: 0.8 }), (x) => Math.SQRT2 * Math.sin(Math.sqrt(1.6) * x + Math.PI / 4)],
  [net.exp({ a: 0.7, b: -0.6 }), (x) => 0.7 * Math.exp(-0.6 * x)],
  [net.gaussian({ a: 0.7, b: -0.6 }), (x) => 0.7 * Math.exp(-0.6 * x * x)],
  [net.gabor(), (x) => Math.exp(-x * x) * Math.sin(x)],
  [net.sign(), Math.sign],
  [net.hermite(4), (x) => (x ** 4 - 6 * x * x + 3) / Math.sqrt(24)],
  [net.monomial(3), (x) => x ** 3],
  [net.rectifiedMonomial(2), (x) => (x > 0 ? x * x : 0)],
  [net.polynomial([1, -2, 0, 0.5]), (x) => 1 - 2 * x + 0.5 * x ** 3],
  [net.tanh(), Math.tanh],
  [net.sigmoid(), (x) => 1 / (1 + Math.exp(-x))],
  [net.silu(), (x) => x / (1 + Math.exp(-x))],
  [net.softplus(), (x) => Math.log(1 + Math.exp(x))],
  [net.elu({ alpha: 0.7 }), (x) => (x > 0 ? x : 0.7 * (Math.exp(x) - 1))],
  [net.elementwise("mine"), (x) => x * x * x],
];
const elementwise = {
  mine: { phi: (x: number) => x ** 3, derivative: (x: number) => 3 * x * x, taylor: cube },
};
const points = [-2.3, -0.8, -0.1, 0.2, 0.9, 1.7];

/** w φ-network: x ↦ φ(w x) for one weight w, here 1; derivatives in w are xᵏ φ⁽ᵏ⁾(x). */
function scalar(activation: Network, functions = elementwise) {
  const network = net.serial(net.dense({ units: 1 }), activation);
  const finite = finiteNetwork(network, 1, { elementwise: functions });
  return finite.at({ "0.weight": tensor([1, 1], Float64Array.of(1)) });
}

describe.each(cases)("%o", (activation, phi) => {
  const model = scalar(activation);
  const x = tensor([points.length, 1], Float64Array.from(points));
  const direction = { "0.weight": tensor([1, 1], Float64Array.of(1)) };

  test("its values are those of its definition", async () => {
    const { data } = await model.forward(x);
    expect(data).toBeAllclose(points.map(phi), { rtol: 1e-13, atol: 1e-14 });
  });

  test("the derivatives up to degree 3 are those of its interpolated definition", async () => {
    const series = await model.expand(x, direction, 3);
    for (const degree of [0, 1, 2, 3]) {
      const exact = points.map((at) => at ** degree * taylorByDifferences(phi, at, degree));
      const tolerance = [1e-11, 1e-9, 1e-7, 1e-5][degree]!;
      expect(series[degree]!.data).toBeAllclose(exact, { rtol: tolerance, atol: tolerance });
    }
    const [, slope] = await model.expand(x, direction, 1);
    expect(slope!.data).toBeAllclose(series[1]!.data, { rtol: 1e-13, atol: 1e-14 });
  });

  test("the reverse pass has the same derivative", async () => {
    const ones = { rows: points.length, cols: 1, data: new Float64Array(points.length).fill(1) };
    const { gradient } = await model.pull(x, ones);
    const [, slope] = await model.expand(x, direction, 1);
    const sum = slope!.data.reduce((total, value) => total + value, 0);
    expect(gradient["0.weight"]!.data).toBeAllclose([sum], { rtol: 1e-12, atol: 1e-13 });
  });
});

const looped: readonly ActivationNode[] = [net.relu(), net.abRelu({ a: -0.5, b: 2 }), net.tanh()];

test.each(looped)("agreement: loops give what calls for every number give: %o", (node) => {
  const { phi, derivative, loops } = activationOf(node, {}, []);
  const x = Float64Array.from({ length: 801 }, (_, i) => (i - 400) / 20);
  const [y, slopes] = [new Float64Array(x.length), new Float64Array(x.length)];
  loops!.values(x, y);
  expect(y).toEqual(x.map(phi));
  loops!.slopes(x, y, slopes);
  expect(slopes).toBeAllclose(x.map(derivative), { rtol: 5e-15, atol: 0 });
});

test("at a kink the derivative is the one from below; of |x| and sign x it is 0", async () => {
  const zero = tensor([1, 1], Float64Array.of(0));
  const bias = (activation: Network) => {
    const network = net.serial(net.dense({ units: 1, biasStd: 1 }), activation);
    const model = finiteNetwork(network, 1).at({
      "0.weight": tensor([1, 1]),
      "0.bias": tensor([1]),
    });
    return model.pull(zero, { rows: 1, cols: 1, data: Float64Array.of(1) });
  };
  const expected: readonly (readonly [Network, number])[] = [
    [net.relu(), 0],
    [net.leakyRelu({ alpha: 0.2 }), 0.2],
    [net.abRelu({ a: -3, b: 2 }), -3],
    [net.abs(), 0],
    [net.sign(), 0],
    [net.elu({ alpha: 0.5 }), 0.5],
    [net.rectifiedMonomial(1), 0],
  ];
  for (const [activation, slope] of expected) {
    expect((await bias(activation)).gradient["0.bias"]!.data[0]).toBe(slope);
  }
});

test("saturated logistic functions keep their relative accuracy", async () => {
  const far = tensor([4, 1], Float64Array.of(-745, -40, 40, 800));
  const sigmoid = await scalar(net.sigmoid()).forward(far);
  expect(sigmoid.data).toBeAllclose([Math.exp(-745), 4.248354255291589e-18, 1, 1], { rtol: 1e-15 });
  const softplus = await scalar(net.softplus()).forward(far);
  expect(softplus.data).toBeAllclose([Math.exp(-745), 4.248354255291589e-18, 40, 800], {
    rtol: 1e-15,
  });
  const { gradient } = await scalar(net.tanh()).pull(tensor([1, 1], Float64Array.of(30)), {
    rows: 1,
    cols: 1,
    data: Float64Array.of(1),
  });
  expect(gradient["0.weight"]!.data).toBeAllclose([30 / Math.cosh(30) ** 2], { rtol: 1e-14 });
});

test("expNormalized and a function that is not given are refused with their place", () => {
  const network = (activation: Network) => net.serial(net.dense({ units: 1 }), activation);
  expect(() => finiteNetwork(network(net.expNormalized()), 1)).toThrow(
    /layers\[1\].*expNormalized, which is only a kernel/,
  );
  expect(() => finiteNetwork(network(net.elementwise("mine")), 1)).toThrow(
    /layers\[1\].*mine and functions for none/,
  );
});

test("a function without taylor has first derivatives, and is refused beyond", async () => {
  const { phi, derivative } = elementwise.mine;
  const model = scalar(net.elementwise("mine"), { mine: { phi, derivative } } as never);
  const x = tensor([1, 1], Float64Array.of(2));
  const direction = { "0.weight": tensor([1, 1], Float64Array.of(1)) };
  expect((await model.expand(x, direction, 1))[1]!.data[0]).toBe(24);
  await expect(model.expand(x, direction, 2)).rejects.toThrow(/must have taylor for degree 2/);
});

/** erf by its Maclaurin series; 60 terms are enough below 3. */
function erfSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function cube(x: number, degree: number): number[] {
  return [x ** 3, 3 * x * x, 3 * x, 1, ...Array.from({ length: degree }, () => 0)].slice(
    0,
    degree + 1,
  );
}

/** φ⁽ᵏ⁾(x)/k! by Chebyshev interpolation on an interval that stays on one side of 0. */
function taylorByDifferences(phi: (x: number) => number, x: number, degree: number): number {
  const radius = Math.min(Math.abs(x) * 0.9, 0.5);
  const count = 14;
  const nodes = Array.from({ length: count }, (_, i) => Math.cos((Math.PI * (i + 0.5)) / count));
  const values = nodes.map((node) => phi(x + radius * node));
  // Interpolating polynomial in h / radius, by solving for its coefficients with Newton's divided differences.
  const divided = [...values];
  for (let k = 1; k < count; k++) {
    for (let i = count - 1; i >= k; i--) {
      divided[i] = (divided[i]! - divided[i - 1]!) / (nodes[i]! - nodes[i - k]!);
    }
  }
  let polynomial = [divided[count - 1]!];
  for (let k = count - 2; k >= 0; k--) {
    const next = [divided[k]!, ...polynomial.map(() => 0)];
    polynomial.forEach((c, j) => {
      next[j]! -= c * nodes[k]!;
      next[j + 1]! += c;
    });
    polynomial = next;
  }
  return polynomial[degree]! / radius ** degree;
}
