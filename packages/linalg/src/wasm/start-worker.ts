import { nodeModule } from "./node-module.ts";
import type { NodeModules } from "./node-module.ts";
import type { FromWorker, ToWorker } from "./tile-worker.ts";

/** A worker thread of Node or of a browser. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  terminate(): Promise<void>;
  /** Whether it keeps a Node process alive. */
  hold(alive: boolean): void;
}

/** What the pool wants to hear of a worker. */
export interface WorkerEvents {
  message(message: FromWorker): void;
  /** It ended, or could not start. */
  died(cause: unknown): void;
}

/** Starts `tile-worker` beside this file, as TypeScript when this file is TypeScript. */
export function startWorker(events: WorkerEvents): WorkerHandle {
  const threads = nodeModule("node:worker_threads");
  return threads === undefined ? startWebWorker(events) : startThread(threads, events);
}

/** Bundlers must not see this as a file to bundle: built packages have no .ts files. */
function sourceUrl(): URL | undefined {
  const name = "./tile-worker.ts";
  return import.meta.url.endsWith(".ts") ? new URL(name, import.meta.url) : undefined;
}

function startThread(
  { Worker }: NodeModules["node:worker_threads"],
  events: WorkerEvents,
): WorkerHandle {
  const worker = new Worker(sourceUrl() ?? new URL("./tile-worker.js", import.meta.url));
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
      worker.postMessage(message);
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

function startWebWorker(events: WorkerEvents): WorkerHandle {
  const source = sourceUrl();
  const worker =
    source === undefined
      ? new Worker(new URL("./tile-worker.js", import.meta.url), { type: "module" })
      : new Worker(source, { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    events.message(data);
  });
  worker.addEventListener("error", (event) => {
    events.died(new Error(event.message || `${(source ?? "tile-worker").toString()} did not load`));
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
