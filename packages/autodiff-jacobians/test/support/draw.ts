import type { Network } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import type { FiniteModel, FiniteOptions, Parameters } from "@ntkit/autodiff-jacobians";
import { matrix, random, tensor } from "@ntkit/linalg";
import type { Matrix, Tensor } from "@ntkit/linalg";

/** Standard normal numbers [shape]. */
export function normalTensor(shape: readonly number[], seed: number): Tensor {
  const { normal } = random(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(shape, new Float64Array(size).map(normal));
}

/** Standard normal numbers [rows, cols]. */
export function normalMatrix(rows: number, cols: number, seed: number): Matrix {
  return matrix(rows, cols, normalTensor([rows, cols], seed).data);
}

/** A network with parameters that are all away from special values. */
export function randomModel(
  network: Network,
  inputShape: number | readonly number[],
  seed = 1,
  options: FiniteOptions = {},
): FiniteModel {
  const finite = finiteNetwork(network, inputShape, options);
  return finite.at(perturbed(finite.initialize(seed), seed + 1000));
}

/** Parameters moved by 0.3 times normal numbers. */
function perturbed(parameters: Parameters, seed: number): Parameters {
  const { normal } = random(seed);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      tensor(
        shape,
        data.map((value) => value + 0.3 * normal()),
      ),
    ]),
  );
}
