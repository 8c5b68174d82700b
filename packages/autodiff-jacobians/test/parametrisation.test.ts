import { dense, relu, serial, tanh } from "@ntkit/architecture";
import { equivalentRates, finiteNetwork, reparametrize, train } from "@ntkit/autodiff-jacobians";
import type { Parameterization } from "@ntkit/autodiff-jacobians";
import { describe, expect, test } from "vitest";
import { normalMatrix } from "./support/draw.ts";

const layer = { weightStd: 1.4, biasStd: 0.3 };
const network = serial(dense({ units: 7, ...layer }), tanh(), dense({ units: 2, ...layer }));
const of = (parameterization: Parameterization) => finiteNetwork(network, 3, { parameterization });
const [x, y] = [normalMatrix(5, 3, 1), normalMatrix(5, 2, 2)];
const names = ["ntk", "standard", "mean-field"] as const;
const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));

describe.each(pairs)("from %s to %s", (nameFrom, nameTo) => {
  const [from, to] = [of(nameFrom), of(nameTo)];

  test("identity: the function stays, and after a step of descent it still does, to 1e-12", async () => {
    const start = from.initialize(3);
    const begin = reparametrize(from, to, start);
    const step = { x, y, steps: 1, learningRate: 0.3 } as const;
    const one = await train(from, { ...step, from: start });
    const rates = equivalentRates(from, to);
    const other = await train(to, { ...step, from: begin, rates });
    const tolerance = { rtol: 1e-12, atol: 1e-12 };
    expect(await to.at(begin).forward(x)).toBeAllclose(await from.at(start).forward(x), tolerance);
    const after = await from.at(one.parameters).forward(x);
    expect(await to.at(other.parameters).forward(x)).toBeAllclose(after, tolerance);
    const related = reparametrize(from, to, one.parameters);
    for (const [name, { data }] of Object.entries(other.parameters)) {
      expect(data).toBeAllclose(related[name]!.data, tolerance);
    }
  });
});

test("NTK and standard networks have equivalent rates by themselves, ω² / fanIn of their weights", () => {
  const [ntk, standard] = [of("ntk"), of("standard")];
  const rates = standard.parameters.map(({ name, learningRate }) => [name, learningRate]);
  expect(Object.values(equivalentRates(ntk, standard))).toBeAllclose(
    rates.map(([, rate]) => rate as number),
    { rtol: 1e-15 },
  );
  expect(rates[0]![1]).toBeCloseTo(1.4 ** 2 / 3, 14);
  expect(rates[2]![1]).toBeCloseTo(1.4 ** 2 / 7, 14);
});

test("initial values have the deviations of the parametrisation", () => {
  const wide = serial(dense({ units: 400, ...layer }), relu(), dense({ units: 50, ...layer }));
  const deviation = (data: Float64Array): number =>
    Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
  const drawn = (parameterization: Parameterization) => {
    const { data } = finiteNetwork(wide, 100, { parameterization }).initialize(1)["2.weight"]!;
    return deviation(data);
  };
  expect(drawn("ntk")).toBeCloseTo(1, 1);
  expect(drawn("standard") * (20 / 1.4)).toBeCloseTo(1, 1);
  expect(drawn("mean-field")).toBeCloseTo(1, 1);
});

test("the mean-field readout divides by its width, and other depths are refused", () => {
  const scales = of("mean-field").parameters.map(({ scale }) => scale);
  expect(scales).toBeAllclose([1.4 / Math.sqrt(3), 0.3, 1.4 / 7, 0.3], { rtol: 1e-15 });
  expect(() => finiteNetwork(dense({ units: 2 }), 3, { parameterization: "mean-field" })).toThrow(
    /two layers with weights in the mean-field parametrisation, got 1/,
  );
});

test("a parameter whose factor would have to become 0 is refused", () => {
  const biased = (std: number) =>
    finiteNetwork(dense({ units: 1, biasStd: std }), 2, { parameterization: "ntk" });
  expect(() => equivalentRates(biased(1), biased(0))).toThrow(/0\.bias|bias must have a factor/);
  expect(() => reparametrize(of("ntk"), biased(1), of("ntk").initialize(1))).toThrow(
    /must have the same parameters/,
  );
});
