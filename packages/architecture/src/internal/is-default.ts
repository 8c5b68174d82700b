import type { NodeDefinition } from "./define-node.ts";

/** Returns whether an option has the value that it has when it is left out. */
export function isDefault(
  definition: NodeDefinition | undefined,
  key: string,
  value: unknown,
): boolean {
  if (definition?.defaults.has(key) !== true) return false;
  const standard = definition.defaults.get(key);
  return standard === value || (Array.isArray(standard) && sameList(standard, value));
}

function sameList(a: readonly unknown[], b: unknown): boolean {
  return Array.isArray(b) && a.length === b.length && a.every((entry, i) => entry === b[i]);
}
