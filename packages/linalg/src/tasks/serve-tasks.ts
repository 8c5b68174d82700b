import { finishTask, Stopped, stopJob, syncOf, takeTask } from "./control.ts";
import type { Control } from "./control.ts";
import type { FromWorker, TaskResult, ToWorker } from "./messages.ts";
import { nodeModule } from "./node-module.ts";
import type { WorkerProgram } from "./task-program.ts";

/** The program that computes a job: the same one for the same job on every thread. */
export type ProgramOf<Job> = (job: Job) => WorkerProgram;

/** The same, of a job that needs something first. */
export type ProgramSoonOf<Job> = (job: Job) => WorkerProgram | Promise<WorkerProgram>;

/** What a worker does first, with the `setup` of its pool. */
export type StartTasks<Job, Setup> = (
  setup: Setup,
) => ProgramSoonOf<Job> | Promise<ProgramSoonOf<Job>>;

interface Port {
  postMessage(message: FromWorker): void;
  listen(hear: (message: ToWorker) => void): void;
}

/**
 * Makes this worker work for the pool that started it: the whole of a worker's file, in Node and in
 * browsers.
 *
 * @param start - called once with the pool's `setup` (a compiled `WebAssembly.Module`, say); returns
 *   what cuts a job into tasks
 */
export function serveTasks<Job, Setup = undefined>(start: StartTasks<Job, Setup>): void {
  const port = nodePort() ?? webPort();
  let programOf: ProgramSoonOf<Job> | undefined;
  async function answer(message: ToWorker): Promise<FromWorker> {
    if (message.kind === "start") {
      programOf = await start(message.setup as Setup);
      return { kind: "ready" };
    }
    if (programOf === undefined) throw new Error("serveTasks: must be started before a job");
    return {
      kind: "left",
      results: await work(await programOf(message.job as Job), message.control),
    };
  }
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
}

/** Takes tasks of the program until there are none; what they returned. */
async function work(program: WorkerProgram, control: Control): Promise<TaskResult[]> {
  const sync = syncOf(control);
  const results: TaskResult[] = [];
  try {
    for (let task = takeTask(control); task !== undefined; task = takeTask(control)) {
      const returned = program.run(task, sync);
      const value: unknown = returned instanceof Promise ? await returned : returned;
      if (value !== undefined) results.push([task, value]);
      finishTask(control, task);
    }
  } catch (error) {
    stopJob(control);
    if (!(error instanceof Stopped)) throw error;
  }
  return results;
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
