import type { FromWorker, ToWorker } from "./messages.ts";

/** The parts of Node's modules that an engine uses. */
export interface NodeModules {
  readonly "node:v8": { setFlagsFromString(flags: string): void };
  readonly "node:worker_threads": {
    readonly Worker: new (file: URL) => NodeWorker;
    /** Of a worker: the port to the thread that started it. */
    readonly parentPort: NodePort | null;
  };
}

/** A thread of Node. */
export interface NodeWorker {
  on(event: "message", hear: (message: FromWorker) => void): void;
  on(event: "error", hear: (error: unknown) => void): void;
  on(event: "exit", hear: (code: number) => void): void;
  postMessage(message: ToWorker): void;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
}

/** The end of a channel that a worker holds. */
export interface NodePort {
  on(event: "message", hear: (message: ToWorker) => void): void;
  postMessage(message: FromWorker): void;
}

/**
 * A module of Node, or undefined elsewhere. Not an `import`, so that bundlers for browsers see none
 * and a program for a browser needs no types of Node.
 */
export function nodeModule<Name extends keyof NodeModules>(
  name: Name,
): NodeModules[Name] | undefined {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: Name) => NodeModules[Name] };
  };
  return host.process?.getBuiltinModule?.(name);
}
