import { dense, relu, serial } from "@ntkit/architecture";
import { gaussHermite } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { finiteNtk } from "./finite-ntk.ts";
import { kernels } from "./kernels-of.ts";
import { d, gramOver, pairs, reluDual } from "./recursions.ts";

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

test("slip-beta: a finite network has no β² in the covariance of derivatives", async () => {
  await refute(twoLayer((first, last, dot) => first * (dot + 0.64) + last));
});

test("slip-root-d: a finite network has x·x'/d in its first layer", async () => {
  const printed = gramOver(Math.sqrt(d), 0.64);
  await refute(twoLayer((first, last, dot) => first * dot + last, printed));
});

test("slip-layer: a finite network adds the covariance of the new layer", async () => {
  await refute(twoLayer((first, _, dot) => first * dot + first));
});

test("slip-product: a finite network has no derivative after its last layer", async () => {
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

test("slip-exp: √3 belongs to e^(u−1), and e^(u−2) has 0.637", () => {
  const shifted = (shift: number): ((u: number) => number)[] =>
    Array.from({ length: 3 }, () => (u: number) => Math.exp(u - shift));
  expect(lipschitz(shifted(1))).toBeAllclose(Math.sqrt(3), { rtol: 1e-12 });
  expect(lipschitz(shifted(2))).toBeCloseTo(0.637, 3);
});

test("slip-softplus: 1.1021, and 1.75 without the factor of the normal density", () => {
  const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));
  const softplus = [
    (u: number) => Math.log1p(Math.exp(u)),
    sigmoid,
    (u: number) => sigmoid(u) * (1 - sigmoid(u)),
  ];
  expect(lipschitz(softplus)).toBeCloseTo(1.1021, 4);
  expect(lipschitz(softplus, Math.sqrt(2 * Math.PI))).toBeCloseTo(1.745, 3);
});

test("slip-linearised: only with w − w₀ does the error shrink with the square of the step", () => {
  const f = (w: number): number => Math.tanh(1.3 * w);
  const gradient = 1.3 * (1 - f(0.4) ** 2);
  const error = (step: number): number => Math.abs(f(0.4 + step) - (f(0.4) + gradient * step));
  expect(error(0.005) / error(0.01)).toBeCloseTo(1 / 4, 2);
});
