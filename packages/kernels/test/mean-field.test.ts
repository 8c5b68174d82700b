import { elu, erf, exp, relu, sin, softplus, tanh } from "@ntkit/architecture";
import {
  criticalWeightStd,
  featureLipschitz,
  phaseDiagram,
  signalPropagation,
} from "@ntkit/kernels";
import { describe, expect, test } from "vitest";

test("reference: with erf and bias variance 0.18 the phases meet at weight variance 1.7476", () => {
  const weight = criticalWeightStd(erf(), Math.sqrt(0.18)) ** 2;
  // The root of the closed forms; the published notebook has 1.76, where χ₁ is 1.0036.
  expect(weight).toBeAllclose(1.747603749767703, { rtol: 1e-10 });
  const { chi, phase } = signalPropagation({
    activation: erf(),
    weightStd: Math.sqrt(weight),
    biasStd: Math.sqrt(0.18),
  });
  expect(chi).toBeAllclose(1, { rtol: 1e-10 });
  expect(phase).toBe("critical");
});

test("reference: at bias variance 0.05, weight variance 1.25 is ordered and 1.5 is chaotic", () => {
  const phases = [1.25, 1.5].map(
    (weight) =>
      signalPropagation({
        activation: erf(),
        weightStd: Math.sqrt(weight),
        biasStd: Math.sqrt(0.05),
      }).phase,
  );
  expect(phases).toEqual(["ordered", "chaotic"]);
});

describe("identity:", () => {
  test("relu has χ₁ = W²/2, without biases any variance is fixed at W = √2, and c* = 1", () => {
    const he = signalPropagation({ activation: relu(), weightStd: Math.SQRT2 });
    expect(he).toMatchObject({ phase: "critical", correlation: 1 });
    expect(he.chi).toBeAllclose(1, { rtol: 1e-15 });
    expect(signalPropagation({ activation: relu(), weightStd: 1.2, biasStd: 0.3 })).toMatchObject({
      phase: "ordered",
    });
    expect(signalPropagation({ activation: relu(), weightStd: 2 })).toMatchObject({
      variance: Infinity,
      phase: "chaotic",
    });
    expect(
      signalPropagation({ activation: relu(), weightStd: 1.2, biasStd: 0.3 }).variance,
    ).toBeAllclose(0.09 / 0.28, { rtol: 1e-13 });
  });

  test("erf's fixed point solves q = W² (2/π) asin(2q / (1 + 2q)) + b², and its c* the map of correlations", () => {
    const [weightStd, biasStd] = [1.7, 0.3];
    const {
      variance: q,
      correlation: c,
      chiAtCorrelation,
    } = signalPropagation({ activation: erf(), weightStd, biasStd });
    const map = (rho: number) =>
      (weightStd ** 2 * 2 * Math.asin((2 * q * rho) / (1 + 2 * q))) / Math.PI + biasStd ** 2;
    expect(map(1)).toBeAllclose(q, { rtol: 1e-13 });
    expect(c).toBeLessThan(1);
    expect(map(c) / q).toBeAllclose(c, { rtol: 1e-12 });
    const slope = (4 * weightStd ** 2) / (Math.PI * Math.sqrt((1 + 2 * q) ** 2 - (2 * q * c) ** 2));
    expect(chiAtCorrelation).toBeAllclose(slope, { rtol: 1e-12 });
  });

  test("without biases odd functions forget the correlation in the chaotic phase", () => {
    expect(signalPropagation({ activation: tanh(), weightStd: 2 }).correlation).toBe(0);
  });

  test("depth scales are 1/|log χ₁| and 1/(log χ₁ − log χ_c*)", () => {
    const found = signalPropagation({ activation: erf(), weightStd: 1.6, biasStd: 0.2 });
    expect(found.depthScale).toBeAllclose(1 / Math.log(found.chi), { rtol: 1e-14 });
    expect(found.correlationDepthScale).toBeAllclose(
      1 / Math.log(found.chi / found.chiAtCorrelation),
      { rtol: 1e-12 },
    );
  });

  test("a phase diagram has χ₁ of every pair", () => {
    const { data, rows, cols } = phaseDiagram(erf(), [1, 2, 3], [0.1, 0.5]);
    expect([rows, cols]).toEqual([2, 3]);
    expect(data[5]).toBe(signalPropagation({ activation: erf(), weightStd: 3, biasStd: 0.5 }).chi);
  });
});

describe("feature maps", () => {
  test("reference: e^(u−1) has Lipschitz constant √3, e^(u−2) 0.637, softplus 1.1021", () => {
    const shifted = (shift: number) => exp({ a: Math.exp(-shift), b: 1 });
    expect(featureLipschitz(shifted(1))).toBeAllclose(Math.sqrt(3), { rtol: 1e-13 });
    expect(featureLipschitz(shifted(2))).toBeCloseTo(0.637, 3);
    expect(featureLipschitz(softplus())).toBeCloseTo(1.1021, 4);
  });

  test("identity: sin has g₀ = g₂ = (1 − e⁻²)/2 and g₁ = (1 + e⁻²)/2", () => {
    const [g0, g1] = [(1 - Math.exp(-2)) / 2, (1 + Math.exp(-2)) / 2];
    expect(featureLipschitz(sin())).toBeAllclose(Math.sqrt(Math.max(g0 + g1, 2 * g1 + g0)), {
      rtol: 1e-13,
    });
  });

  test("kinks make them only Hölder continuous", () => {
    expect(featureLipschitz(relu())).toBe(Infinity);
    expect(featureLipschitz(elu())).toBe(Infinity);
  });
});

test("weights that no phase boundary belongs to are an error with both ends", () => {
  expect(() => criticalWeightStd(sin({ a: 1e-9 }), 0)).toThrow("chi must cross 1");
});
