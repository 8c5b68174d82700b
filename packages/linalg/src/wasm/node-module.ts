import type * as nodeV8 from "node:v8";
import type * as nodeThreads from "node:worker_threads";

/** The modules of Node that an engine can use. */
export interface NodeModules {
  "node:v8": typeof nodeV8;
  "node:worker_threads": typeof nodeThreads;
}

/** A module of Node, or undefined elsewhere. No `import`, so that bundlers for browsers see none. */
export function nodeModule<Name extends keyof NodeModules>(
  name: Name,
): NodeModules[Name] | undefined {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: Name) => NodeModules[Name] };
  };
  return host.process?.getBuiltinModule?.(name);
}
