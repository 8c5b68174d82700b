/**
 * Gives `node:util` the two functions that tfjs-node 4.22.0 calls in every operation, and that Node 23
 * took away or deprecated.
 */
export async function shimNodeUtil(): Promise<void> {
  const { default: util } = (await import("node:util")) as {
    default: { isNullOrUndefined?: unknown; isArray?: unknown };
  };
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  // Where it is still there it warns.
  util.isArray = Array.isArray;
}
