import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { isDefault } from "./internal/is-default.ts";
import { nodeDefinitions } from "./internal/node-schema.ts";
import type { Network } from "./network.ts";
import { toJson } from "./to-json.ts";

/**
 * Returns the SHA-256 of a network as 64 hexadecimal digits: a name for it in files and caches.
 *
 * It is taken over canonical JSON (RFC 8785: keys sorted, numbers in their shortest form) from which
 * options at their default are left out, so that neither the order of keys nor defaults written or
 * not matter, and a new option with a default changes no hash. Trees that compute the same but are
 * written differently, such as a nested `serial`, have different hashes.
 * O(size of the tree).
 *
 * @throws {NetworkError} when the tree is nested more deeply than readers accept
 */
export function networkHash(network: Network): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(canonical(toJson(network))))));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const { type } = value as { readonly type?: unknown };
  const definition = nodeDefinitions.get(String(type));
  const entries = Object.entries(value).filter(
    ([key, option]) => !isDefault(definition, key, option),
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, option]) => [key, canonical(option)]));
}
