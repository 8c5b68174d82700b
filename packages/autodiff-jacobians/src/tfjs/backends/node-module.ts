/** The parts of Node's modules that the loader uses. */
interface NodeModules {
  readonly "node:module": { createRequire(file: string): (name: string) => unknown };
  readonly "node:path": { join(...parts: string[]): string };
  readonly "node:util": { isNullOrUndefined?: unknown; isArray?: unknown };
}

/**
 * A module of Node. Not an `import`, so that bundlers for browsers see none.
 *
 * @throws Error where this is not Node
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: Name) => NodeModules[Name] | undefined };
  };
  const found = host.process?.getBuiltinModule?.(name);
  if (found !== undefined) return found;
  throw new Error(`nodeModule: this must be Node 22.3 or later, got a runtime without ${name}`);
}
