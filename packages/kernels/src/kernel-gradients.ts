import type { Network } from "@ntkit/architecture";
import type { CallOptions, Engine, Matrix } from "@ntkit/linalg";
import { matrix, plainEngine, ShapeError, yieldToEventLoop } from "@ntkit/linalg";
import type { ScalarActivation } from "./duals/dual.ts";
import { inputVariances } from "./evaluate/input-moments.ts";
import type { GradientLayer, PairTangents, RowTangents } from "./gradient/gradient-layer.ts";
import { activationGradient, denseGradient } from "./gradient/gradient-layer.ts";
import type { GradientStep, KernelParameter } from "./gradient/gradient-steps.ts";
import { gradientSteps } from "./gradient/gradient-steps.ts";
import type { KernelOptions } from "./kernel-functions.ts";

/** Kernels with their derivatives in every weightStd and biasStd. */
export interface KernelGradients {
  readonly parameters: readonly KernelParameter[];
  readonly nngp: Matrix;
  readonly ntk: Matrix;
  /** ∂nngp/∂p and ∂ntk/∂p, one matrix per parameter. */
  readonly nngpGradients: readonly Matrix[];
  readonly ntkGradients: readonly Matrix[];
}

/**
 * NNGP and NTK [N₁, N₂] and their derivatives in the standard deviation of every layer's weights and
 * biases, by the recursion with its tangents (forward mode). For ReLU-like and analytic activations.
 *
 * Derivatives are exact to about 1e-12 of the kernels' size, to 1e-8 for rows less than 1e-4 apart.
 * Cost: a pair, a layer and a parameter take some nanoseconds, and a series of Hermite coefficients for
 * each pair and layer of an analytic activation; memory 2 (parameters + 1) matrices.
 *
 * @throws {NetworkError} for other layers, with the place in the tree
 * @throws {ShapeError} when the widths differ; {@link NumericalError} "max-steps" for variances too
 *   large for the series
 */
export async function kernelGradients(
  network: Network,
  x1: Matrix,
  x2: Matrix = x1,
  options: KernelOptions & CallOptions & { readonly engine?: Engine } = {},
): Promise<KernelGradients> {
  if (x1.cols !== x2.cols) {
    throw new ShapeError(
      `kernelGradients: x1 and x2 must have equally many columns, got ${x1.rows}×${x1.cols} and ${x2.rows}×${x2.cols}`,
    );
  }
  const { elementwise = {}, engine = plainEngine, signal, onProgress } = options;
  const functions = new Map<string, ScalarActivation>(Object.entries(elementwise));
  const { steps, parameters } = gradientSteps(network, x1.cols, functions);
  const symmetric = x2 === x1;
  const products = await engine.gram(x1, symmetric ? undefined : x2, { signal });
  const layers = bindSteps(steps, inputTangents(x1, x2, parameters.length), parameters.length);
  const blank = (): Matrix => matrix(x1.rows, x2.rows);
  const result: KernelGradients = {
    parameters,
    nngp: blank(),
    ntk: blank(),
    nngpGradients: parameters.map(blank),
    ntkGradients: parameters.map(blank),
  };
  for (let i = 0; i < x1.rows; i++) {
    gradientsOfRow(layers, products, x1.cols, i, symmetric, result);
    onProgress?.((i + 1) / x1.rows);
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
  return result;
}

function inputTangents(x1: Matrix, x2: Matrix, count: number): RowTangents {
  const left = inputVariances(x1);
  const right = x2 === x1 ? left : inputVariances(x2);
  const none = new Float64Array(x1.rows * count);
  return {
    rows: { left, right },
    left: none,
    right: x2 === x1 ? none : new Float64Array(x2.rows * count),
  };
}

function bindSteps(
  steps: readonly GradientStep[],
  input: RowTangents,
  count: number,
): GradientLayer[] {
  let at = input;
  return steps.map((step) => {
    const layer =
      step.kind === "dense"
        ? denseGradient(step.parameters, at, count)
        : activationGradient(step.partials, at, count);
    at = layer.after;
    return layer;
  });
}

/** Of a symmetric matrix the entries up to the diagonal, copied to the other half. */
function gradientsOfRow(
  layers: readonly GradientLayer[],
  products: Matrix,
  d: number,
  i: number,
  symmetric: boolean,
  { parameters, nngp, ntk, nngpGradients, ntkGradients }: KernelGradients,
): void {
  const pair: PairTangents = {
    cov: 0,
    ntk: 0,
    covTangent: new Float64Array(parameters.length),
    ntkTangent: new Float64Array(parameters.length),
  };
  for (let j = 0; j < (symmetric ? i + 1 : products.cols); j++) {
    pair.cov = products.data[i * products.cols + j]! / d;
    pair.ntk = 0;
    pair.covTangent.fill(0);
    pair.ntkTangent.fill(0);
    for (const layer of layers) layer.apply(pair, i, j);
    const store = ({ data, cols }: Matrix, value: number): void => {
      data[i * cols + j] = value;
      if (symmetric) data[j * cols + i] = value;
    };
    store(nngp, pair.cov);
    store(ntk, pair.ntk);
    parameters.forEach((_, p) => {
      store(nngpGradients[p]!, pair.covTangent[p]!);
      store(ntkGradients[p]!, pair.ntkTangent[p]!);
    });
  }
}
