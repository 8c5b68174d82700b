import { checkNetwork, isActivation, NetworkError } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { activationOf } from "../activations/activation-of.ts";
import { fanIn } from "../layers/combine.ts";
import { denseLayer } from "../layers/dense.ts";
import { layerNormLayer } from "../layers/layer-norm.ts";
import { unary } from "../ops/unary.ts";
import { createBuilder } from "./builder.ts";
import type { Builder, FiniteOptions, Place } from "./builder.ts";
import type { Plan } from "./plan.ts";

/** The signals that flow between nodes: one, or one per branch. */
type Slots = readonly number[];

/**
 * The operations of a network on inputs [N, ...inputShape].
 *
 * @throws {NetworkError} with the place of the node that does not fit
 */
export function compile(
  network: Network,
  inputShape: readonly number[],
  options: FiniteOptions,
): Plan {
  checkNetwork(network);
  const { builder, finish } = createBuilder(inputShape, options);
  const [output] = flow(network, [0], { path: [], indices: [] }, builder);
  return finish(output!);
}

function flow(node: Network, slots: Slots, place: Place, builder: Builder): Slots {
  switch (node.type) {
    case "serial":
      return node.layers.reduce(
        (here, layer, i) => flow(layer, here, inside(place, ["layers", i], i), builder),
        slots,
      );
    case "repeat":
      return Array.from({ length: node.times }).reduce<Slots>(
        (here, _, i) => flow(node.layer, here, inside(place, ["layer"], i), builder),
        slots,
      );
    case "fanOut":
      return Array.from({ length: node.count }, () => slots[0]!);
    case "parallel":
      return node.branches.map(
        (branch, i) => flow(branch, [slots[i]!], inside(place, ["branches", i], i), builder)[0]!,
      );
    case "fanInSum":
    case "fanInConcat":
      return [fanIn(node.type, slots, place, builder)];
    default:
      return [layer(node, slots[0]!, place, builder)];
  }
}

type LayerNode = Exclude<
  Network,
  { readonly type: "serial" | "repeat" | "fanOut" | "parallel" | "fanInSum" | "fanInConcat" }
>;

function layer(node: LayerNode, input: number, place: Place, builder: Builder): number {
  if (isActivation(node)) {
    const activation = activationOf(node, builder.elementwise, place.path);
    return builder.add(unary(input, builder.shape(input), activation));
  }
  switch (node.type) {
    case "identity":
      return input;
    case "dense":
      return denseLayer(node, input, place, builder);
    case "layerNorm":
      return layerNormLayer(node, input, place, builder);
    default:
      throw new NetworkError(
        `must be a layer that finite networks have, got ${(node as Network).type}`,
        { path: place.path },
      );
  }
}

function inside(place: Place, keys: readonly (string | number)[], index: number): Place {
  return { path: [...place.path, ...keys], indices: [...place.indices, index] };
}
