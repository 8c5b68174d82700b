import { dense, relu, serial } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { fromRows } from "@ntkit/linalg";
import { kernelBytes, pseudoDistance, pseudoNtk } from "@ntkit/pseudo-ntk";
import { expect, test } from "vitest";

test("the example of the README gives the output printed there", async () => {
  const network = finiteNetwork(serial(dense({ units: 512 }), relu(), dense({ units: 10 })), 2);
  const model = network.at(network.initialize(1));
  const x = fromRows([
    [1, 0],
    [0, 1],
  ]);
  const kernel = await pseudoNtk(model, x);
  expect([kernel.rows, kernel.cols]).toEqual([2, 2]);
  const { frobenius } = await pseudoDistance(model, x);
  expect(frobenius).toBeLessThan(0.3);
  expect(kernelBytes(60_000, 10)).toEqual({ full: 2880000000000, pseudo: 28800000000 });
});
