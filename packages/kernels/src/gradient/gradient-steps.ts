import type { DenseNode, Network } from "@ntkit/architecture";
import { checkNetwork, isActivation, NetworkError } from "@ntkit/architecture";
import type { ScalarActivation } from "../duals/dual.ts";
import { activationForm } from "../network/activation-rule.ts";
import { compile } from "../network/compile.ts";
import { flatten } from "../network/flatten.ts";
import type { Step } from "../network/flatten.ts";
import { denseFactors } from "../rules/dense.ts";
import type { RowVariances } from "../rule.ts";
import { abReluPartials } from "./ab-relu-partials.ts";
import type { DenseParameters } from "./gradient-layer.ts";
import type { PartialsOfPairs } from "./pair-partials.ts";
import { seriesPartials } from "./series-partials.ts";

/** A standard deviation that a kernel depends on. */
export interface KernelParameter {
  /** Of the layer's node in the tree; layers that a `repeat` makes of one node share it. */
  readonly path: readonly (string | number)[];
  /** Number of the dense layer, counted from the input. */
  readonly layer: number;
  readonly name: "weightStd" | "biasStd";
  readonly value: number;
}

/** What a layer does to moments and their derivatives, before it sees rows. */
export type GradientStep =
  | { readonly kind: "dense"; readonly parameters: DenseParameters }
  | { readonly kind: "activation"; readonly partials: (rows: RowVariances) => PartialsOfPairs };

/**
 * The layers of a network for differentiation, and its parameters in order.
 *
 * @throws {NetworkError} when it has layers without such derivatives, with the place in its tree
 */
export function gradientSteps(
  network: Network,
  width: number,
  functions: ReadonlyMap<string, ScalarActivation>,
): { readonly steps: readonly GradientStep[]; readonly parameters: readonly KernelParameter[] } {
  checkNetwork(network);
  // For the errors of networks that have no kernel.
  compile(network, width, { functions });
  const parameters: KernelParameter[] = [];
  let [fanIn, layer]: [number | undefined, number] = [width, 0];
  const steps = flatten(network).map(({ node, path }): GradientStep => {
    if (node.type === "dense") {
      const step = denseStep(node, path, fanIn ?? 1, layer++, parameters);
      fanIn = node.units;
      return step;
    }
    if (node.type !== "fork" && isActivation(node)) {
      const form = activationForm(node, functions);
      if (form?.kind === "abRelu") {
        const { a, b } = form;
        return { kind: "activation", partials: (rows) => abReluPartials(a, b, rows) };
      }
      const activation = form?.kind === "smooth" ? form.dual.activation : undefined;
      if (activation) {
        return { kind: "activation", partials: (rows) => seriesPartials(activation, rows) };
      }
    }
    throw withoutGradient(node.type, path);
  });
  return { steps, parameters };
}

function denseStep(
  node: DenseNode,
  path: Step["path"],
  fanIn: number,
  layer: number,
  parameters: KernelParameter[],
): GradientStep {
  const factors = denseFactors(node, fanIn);
  const weight = parameters.push({ path, layer, name: "weightStd", value: node.weightStd }) - 1;
  const { biasStd } = node;
  const bias =
    biasStd === null ? -1 : parameters.push({ path, layer, name: "biasStd", value: biasStd }) - 1;
  const scaleRate = 2 * node.weightStd * (node.scaling === "sum" ? fanIn : 1);
  const biasRate = 2 * (biasStd ?? 0);
  return { kind: "dense", parameters: { factors, weight, bias, scaleRate, biasRate } };
}

function withoutGradient(type: string, path: Step["path"]): NetworkError {
  const message = `must be dense layers, activations of the relu family or analytic ones, which have derivatives here, got ${type}`;
  return new NetworkError(message, { path });
}
