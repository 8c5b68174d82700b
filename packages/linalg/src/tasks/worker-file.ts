import type { FromWorker, ToWorker } from "./messages.ts";
import { nodeModule } from "./node-module.ts";
import type { NodeModules } from "./node-module.ts";

/** A worker thread of Node or of a browser. */
export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): Promise<void>;
  /** Whether it keeps a Node process alive. */
  hold(alive: boolean): void;
}

/** What a pool wants to hear of a worker. */
export interface WorkerEvents {
  message(message: unknown): void;
  /** It ended, or could not start. */
  died(cause: unknown): void;
}

/** Starts one worker. */
export type SpawnWorker = (events: WorkerEvents) => WorkerHandle;

/** The parts of a browser's `Worker` that a pool uses. */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: "message", hear: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error", hear: (event: { readonly message: string }) => void): void;
}

/** Where the file of a worker is, and how a page starts it. */
export interface WorkerFileOptions {
  /** `import.meta.url` of the module that lies beside the file. */
  readonly from: string;
  /** The file relative to it, without its ending: that is `.ts` where `from` ends so, else `.js`. */
  readonly file: string;
  /**
   * `() => new Worker(new URL("./my-worker.js", import.meta.url), { type: "module" })`, written out in
   * the module itself: bundlers find the file by this form. Not called where the file is TypeScript.
   */
  readonly web: () => WebWorker;
}

/**
 * How to start the worker that lies beside a module: a thread in Node, a module worker in a browser,
 * as TypeScript when the module is TypeScript.
 */
export function workerFile({ from, file, web }: WorkerFileOptions): SpawnWorker {
  const source = from.endsWith(".ts");
  return (events) => {
    // Bundlers must not see this as a file to bundle: built packages have no .ts files.
    const url = new URL(`${file}.${source ? "ts" : "js"}`, from);
    const threads = nodeModule("node:worker_threads");
    if (threads !== undefined) return startThread(threads, url, events);
    return startWebWorker(source ? new Worker(url, { type: "module" }) : web(), url, events);
  };
}

function startThread(
  { Worker }: NodeModules["node:worker_threads"],
  url: URL,
  events: WorkerEvents,
): WorkerHandle {
  const worker = new Worker(url);
  worker.on("message", (message: FromWorker) => {
    events.message(message);
  });
  worker.on("error", (error) => {
    events.died(error);
  });
  worker.on("exit", (code) => {
    events.died(new Error(`the thread ended with code ${code}`));
  });
  return {
    post: (message) => {
      worker.postMessage(message as ToWorker);
    },
    terminate: async () => {
      await worker.terminate();
    },
    hold: (alive) => {
      if (alive) worker.ref();
      else worker.unref();
    },
  };
}

function startWebWorker(worker: WebWorker, url: URL, events: WorkerEvents): WorkerHandle {
  worker.addEventListener("message", ({ data }) => {
    events.message(data);
  });
  worker.addEventListener("error", ({ message }) => {
    events.died(new Error(message || `${url.href} did not load`));
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      worker.terminate();
      return Promise.resolve();
    },
    hold: () => undefined,
  };
}
