import * as a from "../src/index.ts";
import { expect, test } from "vitest";
import { everything, networkError } from "./helpers.ts";

test.each<[a.Network, string]>([
  [a.serial(), "identity"],
  [a.mlp({ depth: 1 }), "dense(1.41, bias 0.1) → relu → dense(1)"],
  [
    a.serial(
      a.dense({ units: 8, parameterization: "standard" }),
      a.dense({ trainable: false, scaling: "sum" }),
    ),
    "dense(1, 8 units, standard) → dense(1, sum, fixed)",
  ],
  [a.serial(a.erf(), a.sin({ b: 2 }), a.hermite(3)), "erf → sin(b 2) → hermite(3)"],
  [a.polynomial([0, 1, 0.5]), "polynomial([0, 1, 0.5])"],
  [a.polynomial([1, 2, 3, 4, 5, 6, 7]), "polynomial([1, 2, 3, 4, 5, 6, …])"],
  [a.repeat(a.serial(a.dense(), a.relu()), 4), "(dense(1) → relu) × 4"],
  [
    a.serial(a.fanOut(2), a.parallel(a.serial(a.relu(), a.dense()), a.identity()), a.fanInSum()),
    "fanOut(2) → [relu → dense(1) | identity] → fanInSum",
  ],
  [a.serial(a.serial(a.relu()), a.elementwise("mish")), "(relu) → elementwise(mish)"],
  [
    a.serial(
      a.conv({ filterShape: [3, 3], channels: 64, padding: "same", biasStd: 0.1 }),
      a.convLocal({ filterShape: [2], strides: [2], weightStd: Math.SQRT2 }),
    ),
    "conv(3×3, 1, bias 0.1, 64 channels, same) → convLocal(2, 1.41, stride 2)",
  ],
  [a.conv({ filterShape: [3, 3], strides: [1, 1] }), "conv(3×3, 1)"],
  [
    a.avgPool({ windowShape: [2, 2], strides: [2, 2] }),
    "avgPool(windowShape [2, 2], strides [2, 2])",
  ],
  [a.index([0, { start: 1 }]), 'index([0, {"start":1}])'],
  [a.layerNorm({ spatialAxes: [] }), "layerNorm"],
  [a.layerNorm({ spatialAxes: "all" }), "layerNorm(spatialAxes all)"],
  [a.dropout(0.5), "dropout(0.5)"],
  [a.abRelu({ a: 1, b: 2 }), "abRelu(a 1, b 2)"],
])("describeNetwork(%o) is %s", (network, line) => {
  expect(a.describeNetwork(network)).toBe(line);
});

test("describeNetwork has a word for every type of node, on one line", () => {
  const line = a.describeNetwork(everything);
  expect(line).not.toContain("\n");
  for (const type of ["layerNorm(epsilon 1e-9)", "expNormalized(gamma 0.5)", "fanInConcat"]) {
    expect(line).toContain(type);
  }
});

test("describeNetwork refuses a tree that no reader would accept", () => {
  let network = a.serial(a.relu());
  for (let i = 0; i < 1000; i++) network = a.serial(network);
  expect(networkError(() => a.describeNetwork(network)).message).toContain("inside one another");
});
