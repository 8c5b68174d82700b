import { dense, monomial, relu, serial, tanh } from "@ntkit/architecture";
import {
  empiricalNtk,
  finiteNetwork,
  linearizationReport,
  linearizedNetwork,
  taylorExpansion,
  train,
} from "@ntkit/autodiff-jacobians";
import type { Parameters } from "@ntkit/autodiff-jacobians";
import { random, tensor } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { normalMatrix, randomModel } from "./support/draw.ts";

const x = normalMatrix(4, 3, 1);

/** Parameters moved by `size` times normal numbers. */
function shift(parameters: Parameters, size: number): Parameters {
  const { normal } = random(77);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      tensor(
        shape,
        data.map((value) => value + size * normal()),
      ),
    ]),
  );
}

test("identity: a network that is quadratic in its parameters is its expansion of degree 2", async () => {
  const network = serial(dense({ units: 4, biasStd: 1 }), dense({ units: 2, biasStd: 1 }));
  const model = randomModel(network, 3);
  const there = shift(model.parameters, 1);
  const exact = await model.network.at(there).forward(x);
  const tolerance = { rtol: 1e-12, atol: 1e-12 };
  expect(await taylorExpansion(model, 2)(x, there)).toBeAllclose(exact, tolerance);
  expect(await taylorExpansion(model, 5)(x, there)).toBeAllclose(exact, tolerance);
  expect(await taylorExpansion(model, 1)(x, there)).not.toBeAllclose(exact, { rtol: 1e-3 });
});

test("identity: cubic units over one layer are their expansion of degree 3", async () => {
  const model = randomModel(serial(dense({ units: 2, biasStd: 0.5 }), monomial(3)), 3);
  const there = shift(model.parameters, 1);
  const exact = await model.network.at(there).forward(x);
  expect(await taylorExpansion(model, 3)(x, there)).toBeAllclose(exact, { rtol: 1e-11 });
});

test("the error of degree k falls as distance to the power k + 1", async () => {
  const layer = { units: 5, biasStd: 0.5 };
  const model = randomModel(serial(dense(layer), tanh(), dense(layer), tanh(), dense(layer)), 3);
  for (const degree of [0, 1, 2, 3, 4]) {
    const error = async (size: number) => {
      const there = shift(model.parameters, size);
      const exact = await model.network.at(there).forward(x);
      const { data } = await taylorExpansion(model, degree)(x, there);
      return Math.max(...data.map((value, i) => Math.abs(value - exact.data[i]!)));
    };
    const slope = Math.log2((await error(0.02)) / (await error(0.01)));
    expect(Math.abs(slope - (degree + 1))).toBeLessThan(0.15);
  }
});

test("agreement: gradient descent of the linearised network is descent with a constant kernel", async () => {
  const model = randomModel(serial(dense({ units: 6 }), tanh(), dense({ units: 1 })), 3);
  const y = normalMatrix(4, 1, 5);
  const linear = linearizedNetwork(model);
  const options = { x, y, from: model.parameters, learningRate: 0.1, loss: "sum" } as const;
  const { parameters } = await train(linear, { ...options, steps: 7 });
  const outputs = await linear.at(parameters).forward(x);
  const { data: kernel } = await empiricalNtk(model, x);
  let f = [...(await model.forward(x)).data];
  for (let step = 0; step < 7; step++) {
    f = f.map((value, i) =>
      f.reduce((sum, fj, j) => sum - 0.1 * kernel[i * 4 + j]! * (fj - y.data[j]!), value),
    );
  }
  expect(outputs.data).toBeAllclose(f, { rtol: 1e-12, atol: 1e-12 });
});

test("the linearisation error of a wide layer is within its bound, the displacement within its own", async () => {
  const width = 64;
  const network = serial(
    dense({ units: width, scaling: "sum" }),
    tanh(),
    dense({ units: 1, trainable: false }),
  );
  const finite = finiteNetwork(network, 3);
  const drawn = finite.initialize(4);
  const start: Parameters = {
    ...drawn,
    "2.weight": tensor([width, 1], drawn["2.weight"]!.data.map(Math.sign)),
  };
  const unit = normalMatrix(4, 3, 1);
  for (let i = 0; i < 4; i++) {
    const row = unit.data.subarray(3 * i, 3 * i + 3);
    const length = Math.hypot(...row);
    row.forEach((value, j) => (row[j] = value / length));
  }
  const y = normalMatrix(4, 1, 6);
  const { parameters } = await train(finite, {
    x: unit,
    y,
    from: start,
    steps: 200,
    learningRate: 0.3,
    loss: "sum",
  });
  const model = finite.at(start);
  const curvature = 4 / (3 * Math.sqrt(3)); // the largest |tanh''|
  const report = await linearizationReport(model, parameters, unit, {
    curvature,
    width,
    targets: y,
  });
  expect(report.error).toBeGreaterThan(0);
  expect(report.error).toBeLessThan(report.errorBound!);
  expect(report.displacement).toBeLessThan(report.displacementBound!);
  expect(report.errorBound).toBeCloseTo((curvature / 16) * report.displacement ** 2, 12);
  const plain = await linearizationReport(model, parameters, unit);
  expect([plain.errorBound, plain.displacementBound]).toEqual([undefined, undefined]);
});

test("for relu networks without biases f is ⟨∂f/∂w, w⟩ of the first layer", async () => {
  const network = serial(dense({ units: 8 }), relu(), dense({ units: 1, trainable: false }));
  const model = randomModel(network, 3);
  const { "0.weight": w } = model.parameters;
  const [, product] = await model.expand(x, { "0.weight": w! }, 1);
  expect(product).toBeAllclose(await model.forward(x), { rtol: 1e-13 });
});

test("a degree that is no number of terms is refused", () => {
  const model = randomModel(dense({ units: 1 }), 3);
  expect(() => taylorExpansion(model, 1.5)).toThrow(/degree must be an integer of at least 0/);
});
