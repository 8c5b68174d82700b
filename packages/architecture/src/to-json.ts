import { findSizeProblem } from "./internal/find-size-problem.ts";
import { NetworkError } from "./network-error.ts";
import type { Network } from "./network.ts";

/**
 * Returns a network as plain, unfrozen data for `JSON.stringify`, every option written out.
 *
 * `fromJson(toJson(network))` equals `network`. O(size of the tree).
 *
 * @throws {NetworkError} when the tree is nested more deeply than readers accept
 */
export function toJson(network: Network): Record<string, unknown> {
  const problem = findSizeProblem(network);
  if (problem !== undefined) throw new NetworkError(problem.message, problem);
  return structuredClone(network) as unknown as Record<string, unknown>;
}
