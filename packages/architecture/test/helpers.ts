import {
  NetworkError,
  abRelu,
  abs,
  cos,
  dense,
  elementwise,
  elu,
  erf,
  exp,
  expNormalized,
  fanInConcat,
  fanInSum,
  fanOut,
  gabor,
  gaussian,
  gelu,
  hermite,
  identity,
  layerNorm,
  leakyRelu,
  monomial,
  parallel,
  polynomial,
  rbf,
  rectifiedMonomial,
  relu,
  repeat,
  serial,
  sigmoid,
  sigmoidLike,
  sign,
  silu,
  sin,
  softplus,
  tanh,
} from "../src/index.ts";
import type { ActivationNode, Network } from "../src/index.ts";

/** One node of every activation. */
export const activations: readonly ActivationNode[] = [
  relu(),
  leakyRelu(),
  abs(),
  abRelu({ a: -0.5, b: 2 }),
  erf({ a: 2, b: 1.5, c: 0.3 }),
  sigmoidLike(),
  gelu(),
  sin({ a: 2, b: 1.5, c: 0.3 }),
  cos({ b: 0.7, c: -0.2 }),
  rbf({ gamma: 0.7 }),
  exp({ a: 0.5, b: 0.8 }),
  gaussian({ a: 3, b: -0.25 }),
  gabor(),
  sign(),
  expNormalized({ gamma: 0.5 }),
  hermite(3),
  monomial(4),
  rectifiedMonomial(2),
  polynomial([1, -0.5, 0.25, 2]),
  tanh(),
  sigmoid(),
  silu(),
  softplus(),
  elu({ alpha: 1.3 }),
  elementwise("mish"),
];

/** A network that holds every type of node at least once. */
export const everything: Network = serial(
  dense({ units: 64, weightStd: 0.9, scaling: "sum", trainable: false }),
  layerNorm({ epsilon: 1e-9 }),
  ...activations.flatMap((node) => [node, dense({ biasStd: 0 })]),
  repeat(serial(dense({ weightStd: 1.5, biasStd: 0.05, parameterization: "standard" }), erf()), 3),
  dense(),
  fanOut(2),
  parallel(serial(relu(), dense({ units: 8 })), identity()),
  parallel(dense({ units: 8 }), repeat(dense({ units: 8 }), 0)),
  fanInConcat(),
  fanOut(1),
  parallel(serial()),
  fanInSum(),
);

/** Returns the NetworkError that `action` throws; anything else fails the test. */
export function networkError(action: () => unknown): NetworkError {
  try {
    action();
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
  throw new Error("expected a NetworkError, but nothing was thrown");
}
