import type { Network } from "@ntkit/architecture";
import {
  NetworkError,
  dense,
  erf,
  fanInSum,
  fanOut,
  identity,
  layerNorm,
  mlp,
  parallel,
  relu,
  repeat,
  serial,
} from "@ntkit/architecture";
import { hiddenLayer } from "@ntkit/kernels";
import { expect, test } from "vitest";

const layer = serial(dense({ weightStd: 1.5, biasStd: 0.2 }), erf());

test("the layer that a network repeats is found, however it is nested and whatever its readout", () => {
  const found = { activation: erf(), weightStd: 1.5, biasStd: 0.2 };
  const networks = [
    layer,
    serial(layer, dense()),
    serial(layer, serial(layer), dense({ weightStd: 3 })),
    serial(repeat(layer, 4), dense({ parameterization: "standard" })),
  ];
  for (const network of networks) expect(hiddenLayer(network)).toEqual(found);
  expect(hiddenLayer(mlp({ depth: 9 }))).toEqual({
    activation: relu(),
    weightStd: Math.SQRT2,
    biasStd: 0.1,
  });
});

const refused: readonly (readonly [string, Network, RegExp, readonly (string | number)[]])[] = [
  ["no hidden layer", serial(dense(), dense()), /dense layers only/, []],
  [
    "an activation that comes first",
    serial(relu(), dense()),
    /relu must follow a dense layer/,
    ["layers", 0],
  ],
  [
    "a layer between that is no activation",
    serial(dense(), layerNorm(), dense()),
    /in turn, got layerNorm/,
    ["layers", 1],
  ],
  [
    "branches",
    serial(dense(), relu(), fanOut(2), parallel(layer, identity()), fanInSum()),
    /in turn, got branches/,
    ["layers", 4],
  ],
  [
    "layers that differ",
    serial(layer, dense({ weightStd: 1.4 }), erf()),
    /must all be alike, got erf after weightStd 1.5 and biasStd 0.2 before erf after weightStd 1.4 and biasStd 0$/,
    ["layers", 2],
  ],
];

test.each(refused)("%s is refused with its place", (_, network, message, path) => {
  let thrown: unknown;
  try {
    hiddenLayer(network);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(NetworkError);
  expect(thrown).toHaveProperty("message", expect.stringMatching(message));
  expect(thrown).toHaveProperty("path", path);
});
