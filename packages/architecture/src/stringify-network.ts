import { stringify } from "yaml";
import type { Network } from "./network.ts";
import { toJson } from "./to-json.ts";

/** Options of {@link stringifyNetwork}. */
export interface StringifyOptions {
  /** "json" unless given. */
  readonly format?: "json" | "yaml";
}

/**
 * Returns a network as text that {@link parseNetwork} reads back to an equal network, with every
 * option written out, two spaces of indentation and a newline at the end.
 *
 * @throws {NetworkError} when the tree is nested more deeply than readers accept
 */
export function stringifyNetwork(network: Network, options: StringifyOptions = {}): string {
  const value = toJson(network);
  if (options.format === "yaml")
    return stringify(value, { version: "1.2", aliasDuplicateObjects: false });
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
