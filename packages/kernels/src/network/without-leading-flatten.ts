import type { Network } from "@ntkit/architecture";
import { identity, serial } from "@ntkit/architecture";

/**
 * A network that begins with a flatten, without it: the same kernels on rows of all features of an example.
 * Undefined when it does not begin so.
 */
export function withoutLeadingFlatten(network: Network): Network | undefined {
  if (network.type === "flatten") return identity();
  if (network.type !== "serial") return undefined;
  const first = network.layers.findIndex(({ type }) => type !== "identity");
  const rest = first < 0 ? undefined : withoutLeadingFlatten(network.layers[first]!);
  return rest && serial(rest, ...network.layers.slice(first + 1));
}
