import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { jacobianByDifferences, jacobianByPulling } from "./support/brute-force.ts";
import { normalTensor, randomModel } from "./support/draw.ts";
import { denseCases, spatialCases } from "./support/networks.ts";

describe.each([...denseCases, ...spatialCases])("$title", ({ network, inputShape, inputs }) => {
  const model = randomModel(network, inputShape);
  const x = inputs(3, 7);

  test("reverse derivatives agree with central differences", async () => {
    const exact = await jacobianByPulling(model, x);
    expect(exact).toBeAllclose(await jacobianByDifferences(model, x), { rtol: 1e-9, atol: 1e-9 });
  });

  test("agreement: u·(J v) is v·(Jᵀ u)", async () => {
    const direction = Object.fromEntries(
      model.network.parameters
        .filter(({ trainable }) => trainable)
        .map(({ name, shape }, i) => [name, normalTensor(shape, 100 + i)]),
    );
    const u = normalTensor([3, model.outputs], 9);
    const [, pushed] = await model.expand(x, direction, 1);
    const { gradient } = await model.pull(x, { rows: 3, cols: model.outputs, data: u.data });
    const left = u.data.reduce((sum, value, i) => sum + value * pushed!.data[i]!, 0);
    const right = Object.entries(gradient).reduce(
      (sum, [name, { data }]) =>
        data.reduce((inner, value, i) => inner + value * direction[name]!.data[i]!, sum),
      0,
    );
    expect([left]).toBeAllclose([right], { rtol: 1e-12, atol: 1e-12 });
  });

  test("agreement: the third derivative along a line is that of the second along it", async () => {
    const direction = Object.fromEntries(
      model.network.parameters
        .filter(({ trainable }) => trainable)
        .map(({ name, shape }, i) => [name, normalTensor(shape, 200 + i)]),
    );
    const h = 1e-3;
    const shifted = (t: number) =>
      model.network.at(
        Object.fromEntries(
          Object.entries(model.parameters).map(([name, { shape, data }]) => [
            name,
            tensor(
              shape,
              data.map((w, i) => w + t * (direction[name]?.data[i] ?? 0)),
            ),
          ]),
        ),
      );
    const series = await model.expand(x, direction, 3);
    const [plus, minus] = [
      await shifted(h).expand(x, direction, 2),
      await shifted(-h).expand(x, direction, 2),
    ];
    const slope = plus[2]!.data.map((value, i) => (value - minus[2]!.data[i]!) / (2 * h));
    const exact = series[3]!.data.map((value) => 3 * value);
    expect(exact).toBeAllclose(slope, { rtol: 1e-4, atol: 1e-4 });
  });
});
