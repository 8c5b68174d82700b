import {
  avgPool,
  conv,
  convLocal,
  convTranspose,
  embedding,
  flatten,
  selfAttention,
} from "../src/index.ts";
import { checkNetwork, dense, fanInConcat, fanInSum, fanOut, fromJson } from "../src/index.ts";
import { identity, mlp, parallel, relu, repeat, serial } from "../src/index.ts";
import type { Network } from "../src/index.ts";
import { expect, test } from "vitest";
import { everySpatial, everything, networkError } from "./helpers.ts";

const sum = dense({ scaling: "sum" });
const split = fanOut(2);
const residual = serial(split, parallel(serial(relu(), dense()), identity()), fanInSum());

function check(network: Network): string {
  return networkError(() => {
    checkNetwork(network);
  }).message;
}

test("checkNetwork accepts every type of node in a place where it makes sense", () => {
  expect(() => {
    checkNetwork(everything);
    checkNetwork(everySpatial);
  }).not.toThrow();
});

test.each<[string, Network]>([
  ["residual blocks, repeated and one inside the other", repeat(serial(residual, residual), 3)],
  ["branches inside of branches", serial(split, parallel(residual, dense()), fanInConcat())],
  [
    "an identity between fanOut and parallel",
    serial(split, identity(), parallel(relu(), dense()), fanInSum()),
  ],
  ["a parallel inside a repeat", serial(split, repeat(parallel(dense(), dense()), 4), fanInSum())],
  [
    "scaling sum in each branch's first layer",
    serial(split, parallel(sum, sum), fanInSum(), dense()),
  ],
  ["scaling sum after an activation of the input", serial(relu(), sum)],
  ["scaling sum after layers that are repeated 0 times", serial(repeat(dense(), 0), sum)],
  ["scaling sum in a repeat of once", repeat(sum, 1)],
])("checkNetwork accepts %s", (_, network) => {
  expect(() => {
    checkNetwork(network);
  }).not.toThrow();
});

test.each<[string, Network, string]>([
  ["a fanOut without parallel", serial(split, relu()), "layers[1]: a relu must follow one signal"],
  [
    "a fanOut joined at once",
    serial(split, fanInSum()),
    "layers[1]: a fanInSum must follow a parallel",
  ],
  [
    "a fanOut at the end",
    serial(dense(), split),
    "network: a network must end in one signal, got 2",
  ],
  [
    "a parallel at the end",
    serial(split, parallel(relu(), relu())),
    "network: a network must end in one",
  ],
  ["a second fanOut at once", serial(split, split), "layers[1]: a fanOut must follow one signal"],
  ["a parallel alone", parallel(relu()), "network: a parallel must follow a fanOut"],
  [
    "a fanIn alone",
    serial(dense(), fanInConcat()),
    "layers[1]: a fanInConcat must follow a parallel",
  ],
  [
    "too few branches",
    serial(fanOut(3), parallel(relu(), relu()), fanInSum()),
    "layers[1]: a parallel must have one branch per signal, got 3 signals for 2 branches",
  ],
  [
    "an open fanOut in a branch",
    serial(split, parallel(relu(), split), fanInSum()),
    "layers[1].branches[1]: a branch must end in one signal",
  ],
  [
    "a fanIn in a branch",
    serial(split, parallel(fanInSum(), relu()), fanInSum()),
    "layers[1].branches[0]: a fanInSum must follow a parallel, got one signal",
  ],
  [
    "a fanOut in a repeat",
    repeat(split, 1),
    "layer: the layer of a repeat must give as many signals",
  ],
])("checkNetwork refuses %s", (_, network, message) => {
  expect(check(network)).toContain(message);
});

test.each<[string, Network, string]>([
  ["after a dense layer", serial(dense(), sum), "layers[1].scaling: "],
  [
    "after a dense layer in a branch",
    serial(split, parallel(sum, relu()), fanInSum(), sum),
    "layers[3].scaling: ",
  ],
  [
    "after a concatenation",
    serial(split, parallel(relu(), relu()), fanInConcat(), sum),
    "layers[3].scaling: ",
  ],
  ["in a repeat", repeat(sum, 2), "layer.scaling: "],
  ["in a repeat in a repeat", repeat(repeat(sum, 1), 2), "layer.layer.scaling: "],
  [
    "with standard parametrisation",
    dense({ scaling: "sum", parameterization: "standard" }),
    "scaling: ",
  ],
])("checkNetwork refuses scaling sum %s", (_, network, path) => {
  expect(check(network)).toContain(`${path}must be "mean"`);
});

test.each<[string, Network, string]>([
  [
    "after a dense layer",
    serial(dense(), embedding({ vocabularySize: 3 })),
    "layers[1]: an embedd",
  ],
  ["in a repeat", repeat(embedding({ vocabularySize: 3 }), 2), "layer: an embedding must read"],
])("checkNetwork refuses an embedding %s", (_, network, message) => {
  expect(check(network)).toContain(message);
});

test("checkNetwork knows that convolutions and attention change the width", () => {
  const filter = { filterShape: [1] };
  const sumConv = conv({ ...filter, scaling: "sum" });
  for (const layer of [conv(filter), convLocal(filter), convTranspose(filter), selfAttention()]) {
    expect(check(serial(layer, sumConv))).toContain('layers[1].scaling: must be "mean"');
  }
  expect(() => {
    checkNetwork(serial(avgPool({ windowShape: [2] }), flatten(), sumConv));
  }).not.toThrow();
});

test("checkNetwork counts nodes with every repeat written out", () => {
  const million = repeat(relu(), 999_999);
  expect(() => {
    checkNetwork(million);
  }).not.toThrow();
  expect(check(serial(million))).toContain("got 1000001");
  expect(check(repeat(repeat(repeat(relu(), 1e15), 1e15), 1e15))).toContain(
    "at most 1000000 nodes",
  );
});

test("checkNetwork refuses a tree that shares nodes so often that it is endless", () => {
  let network: Network = relu();
  for (let i = 0; i < 100; i++) network = serial(network, network);
  expect(check(network)).toContain("at most");
});

test("checkNetwork refuses 1000 nested layers, and does not run out of stack", () => {
  let network: Network = relu();
  for (let i = 0; i < 100_000; i++) network = serial(network);
  expect(check(network)).toContain("at most 256 lists and objects inside one another");
});

test("a deep network in one list is no nested one", () => {
  expect(() => {
    checkNetwork(mlp({ depth: 10_000 }));
  }).not.toThrow();
  expect(fromJson(mlp({ depth: 3 }))).toStrictEqual(mlp({ depth: 3 }));
});
