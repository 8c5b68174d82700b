import { conv, dense, globalAvgPool, relu, serial, tanh } from "@ntkit/architecture";
import { empiricalNtk, finiteNetwork, jacobianWorkers, train } from "@ntkit/autodiff-jacobians";
import { fromRows, random, tensor } from "@ntkit/linalg";
import { expect, test } from "vitest";

test("the example of the README gives the output printed there", async () => {
  const network = finiteNetwork(serial(dense({ units: 64 }), tanh(), dense({ units: 2 })), 3);
  const start = network.initialize(1);
  expect(Object.entries(start).map(([name, { shape }]) => [name, shape])).toEqual([
    ["0.weight", [3, 64]],
    ["2.weight", [64, 2]],
  ]);
  const x = fromRows([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const y = fromRows([
    [1, 0],
    [0, 1],
  ]);
  const { shape } = await empiricalNtk(network.at(start), x, undefined, { form: "full" });
  expect(shape).toEqual([2, 2, 2, 2]);
  const { parameters } = await train(network, { x, y, from: start, steps: 100, learningRate: 1 });
  const { data } = await network.at(parameters).forward(x);
  expect(data.map((value) => Math.abs(Math.round(value)))).toEqual(Float64Array.of(1, 0, 0, 1));
  expect(data).toBeAllclose([1, 0, 0, 1], { atol: 1e-3 });
});

test("the kernel on threads of the README is the one printed there", async () => {
  const layer = conv({ filterShape: [3, 3], channels: 16, padding: "same" });
  const classes = dense({ units: 10 });
  const network = finiteNetwork(serial(layer, relu(), globalAvgPool(), classes), [16, 16, 3]);
  const { normal } = random(1);
  const images = tensor([64, 16, 16, 3], new Float64Array(64 * 16 * 16 * 3).map(normal));
  const workers = await jacobianWorkers({ threads: 4 });
  const ntk = await empiricalNtk(network.at(network.initialize(1)), images, undefined, { workers });
  expect([ntk.rows, ntk.cols, ntk.data[0]!.toFixed(4)]).toEqual([64, 64, "0.1720"]);
  await workers.dispose();
});
