import { validate } from "./internal/validate.ts";
import { NetworkError } from "./network-error.ts";
import type { Network } from "./network.ts";

/**
 * Returns the network that plain data describes: a frozen copy with defaults filled in.
 *
 * O(size of the tree).
 *
 * @param value - what `JSON.parse` or a YAML reader returned, or a `Network`
 * @throws {NetworkError} with `path`, and `nearest` where a name looks misspelt, when the value is not a network
 */
export function fromJson(value: unknown): Network {
  const { network, problem } = validate(value);
  if (network !== undefined) return network;
  throw new NetworkError(problem.message, problem);
}
