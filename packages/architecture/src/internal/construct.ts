import { NetworkError } from "../network-error.ts";
import type { NodeDefinition } from "./define-node.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { toProblem } from "./problem.ts";

/**
 * Returns the frozen node with defaults filled in.
 *
 * @throws {NetworkError} when an option is unknown, missing or out of its range
 */
export function construct<N extends { readonly type: string }>(
  definition: NodeDefinition<N>,
  options: object,
): N {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const input = { ...Object.fromEntries(given), type: definition.type };
  const result = definition.schema.safeParse(input);
  if (result.success) return deepFreeze(result.data) as unknown as N;
  const words = { types: [definition.type], optionsOf: () => definition.options };
  const problem = toProblem(result.error, input, words);
  throw new NetworkError(problem.message, { ...problem, caller: definition.type });
}
