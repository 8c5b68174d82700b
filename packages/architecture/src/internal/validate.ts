import type { Network } from "../network.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { findSizeProblem } from "./find-size-problem.ts";
import { findWiringProblem } from "./find-wiring-problem.ts";
import { nodeDefinitions, nodeSchema } from "./node-schema.ts";
import { type Problem, type Vocabulary, toProblem } from "./problem.ts";

/** Either the frozen network or the first problem. */
export type Validation =
  | { readonly network: Network; readonly problem?: never }
  | { readonly network?: never; readonly problem: Problem };

/** Returns a copy of plain data as a frozen network with defaults filled in, or what is wrong with it. */
export function validate(value: unknown): Validation {
  const tooLarge = findSizeProblem(value);
  if (tooLarge !== undefined) return { problem: tooLarge };
  const result = nodeSchema.safeParse(value);
  if (!result.success) return { problem: toProblem(result.error, value, vocabulary) };
  const miswired = findWiringProblem(result.data);
  if (miswired !== undefined) return { problem: miswired };
  return { network: deepFreeze(result.data) };
}

const vocabulary: Vocabulary = {
  types: [...nodeDefinitions.keys()],
  optionsOf(value) {
    const type = (value as { type?: unknown } | undefined)?.type;
    return typeof type === "string" ? nodeDefinitions.get(type)?.options : undefined;
  },
};
