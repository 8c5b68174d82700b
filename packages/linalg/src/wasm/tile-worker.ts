import { finishTask, Stopped, stopJob, syncOf, takeTask } from "./control.ts";
import type { Control } from "./control.ts";
import { nodeModule } from "./node-module.ts";
import { programOf } from "./program.ts";
import type { Job } from "./program.ts";
import { createWorkspace } from "./workspace.ts";
import type { Tiling, Workspace } from "./workspace.ts";

/** What the pool tells a worker: first the kernels, then jobs. */
export type ToWorker =
  | { readonly kind: "start"; readonly module: WebAssembly.Module; readonly tiling: Tiling }
  | { readonly kind: "job"; readonly job: Job; readonly control: Control };

/** What a worker answers to each. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "left" }
  | { readonly kind: "broken"; readonly message: string };

interface Port {
  postMessage(message: FromWorker): void;
  listen(hear: (message: ToWorker) => void): void;
}

const port = nodePort() ?? webPort();
let workspace: Workspace | undefined;
port.listen((message) => {
  answer(message).then(
    (reply) => {
      port.postMessage(reply);
    },
    (error: unknown) => {
      port.postMessage({ kind: "broken", message: String(error) });
    },
  );
});

async function answer(message: ToWorker): Promise<FromWorker> {
  if (message.kind === "start") {
    workspace = await createWorkspace(message.module, message.tiling);
    return { kind: "ready" };
  }
  if (workspace === undefined) throw new Error("tile-worker: must be started before a job");
  work(message.job, message.control, workspace);
  return { kind: "left" };
}

/** Takes tasks of the job until there are none. */
function work(job: Job, control: Control, workspace: Workspace): void {
  const program = programOf(job);
  const sync = syncOf(control);
  try {
    for (let task = takeTask(control); task !== undefined; task = takeTask(control)) {
      program.run(task, workspace, sync);
      finishTask(control, task);
    }
  } catch (error) {
    stopJob(control);
    if (!(error instanceof Stopped)) throw error;
  }
}

function nodePort(): Port | undefined {
  const parent = nodeModule("node:worker_threads")?.parentPort;
  if (!parent) return undefined;
  return {
    postMessage: (message) => {
      parent.postMessage(message);
    },
    listen: (hear) => {
      parent.on("message", hear);
    },
  };
}

function webPort(): Port {
  return {
    postMessage: (message) => {
      postMessage(message);
    },
    listen: (hear) => {
      addEventListener("message", (event: MessageEvent<ToWorker>) => {
        hear(event.data);
      });
    },
  };
}
