import { validate } from "./internal/validate.ts";
import { NetworkError } from "./network-error.ts";
import type { Network } from "./network.ts";

/**
 * Checks a network that constructors have built: every option, how the nodes follow each other, its size.
 *
 * Constructors see only their own options; whether a `fanOut` is joined again, or a dense layer with
 * scaling "sum" reads the input, shows in the whole tree. Readers of text have checked that already.
 * O(size of the tree).
 *
 * @throws {NetworkError} with the `path` of the first node that does not fit
 */
export function checkNetwork(network: Network): void {
  const { problem } = validate(network);
  if (problem !== undefined) throw new NetworkError(problem.message, problem);
}
