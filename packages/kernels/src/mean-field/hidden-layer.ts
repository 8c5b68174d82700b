import type { ActivationNode, Network } from "@ntkit/architecture";
import { checkNetwork, isActivation, NetworkError } from "@ntkit/architecture";
import { flatten } from "../network/flatten.ts";
import type { HiddenLayer } from "./signal-propagation.ts";

/**
 * The one kind of hidden layer that a network repeats: dense and activation, whatever its readout.
 *
 * @throws {NetworkError} when it has no hidden layer, hidden layers that differ, or other layers
 */
export function hiddenLayer(network: Network): HiddenLayer {
  checkNetwork(network);
  const steps = flatten(network);
  let found: HiddenLayer | undefined;
  for (const [i, { node, path }] of steps.entries()) {
    if (node.type === "dense") continue;
    if (node.type === "fork" || !isActivation(node)) {
      const got = node.type === "fork" ? "branches" : node.type;
      const message = `must be dense layers and activations in turn, got ${got}`;
      throw new NetworkError(message, { path });
    }
    const layer = layerBefore(steps[i - 1]?.node, node, path);
    if (found && JSON.stringify(found) !== JSON.stringify(layer)) {
      const [a, b] = [found, layer].map(describe);
      throw new NetworkError(`hidden layers must all be alike, got ${a} before ${b}`, { path });
    }
    found = layer;
  }
  if (found) return found;
  throw new NetworkError("must have a hidden layer, got dense layers only", { path: [] });
}

function layerBefore(
  before: ReturnType<typeof flatten>[number]["node"] | undefined,
  activation: ActivationNode,
  path: readonly (string | number)[],
): HiddenLayer {
  if (before?.type !== "dense") {
    throw new NetworkError(`${activation.type} must follow a dense layer`, { path });
  }
  const { weightStd, biasStd } = before;
  return { activation, weightStd, biasStd };
}

function describe({ activation, weightStd, biasStd }: HiddenLayer): string {
  return `${activation.type} after weightStd ${weightStd} and biasStd ${biasStd ?? 0}`;
}
