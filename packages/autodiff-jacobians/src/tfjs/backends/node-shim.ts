import { nodeModule } from "./node-module.ts";

/**
 * Gives `node:util` the two functions that tfjs-node 4.22.0 calls in every operation, and that Node 23
 * took away or deprecated.
 */
export function shimNodeUtil(): void {
  const util = nodeModule("node:util");
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  // Where it is still there it warns.
  util.isArray = Array.isArray;
}
