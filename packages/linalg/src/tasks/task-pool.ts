import type { CallOptions } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { createControl, outcomeOf, progressOf, stopJob } from "./control.ts";
import type { Control } from "./control.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { TaskOutcome } from "./task-program.ts";
import { checkThreads } from "./threads.ts";
import type { SpawnWorker, WorkerHandle } from "./worker-file.ts";

/** How often progress is looked up, in milliseconds. */
const PROGRESS_INTERVAL = 30;

/** How to start a {@link TaskPool}. */
export interface TaskPoolOptions<Setup = undefined> {
  readonly threads: number;
  /** Starts one worker, whose file calls `serveTasks`; see `workerFile`. */
  readonly spawn: SpawnWorker;
  /** Sent once to every worker: plain data, shared memory or a compiled `WebAssembly.Module`. */
  readonly setup?: Setup;
  /** The function that asks, for messages. Default: `createTaskPool`. */
  readonly caller?: string;
}

/** Worker threads that take the tasks of one job after the other. */
export interface TaskPool<Job> {
  readonly threads: number;
  /**
   * Promise of the outcome of the job, which waits for its turn.
   *
   * @param job - plain data, sent to every worker; arrays of results must lie on shared memory
   * @param count - of the tasks of the job's program
   * @throws {@link EngineError} `worker-died` when a worker ends or a task throws (the cause has its
   *   message; the next call starts new workers), `disposed`; the signal's reason
   */
  run(job: Job, count: number, options?: CallOptions): Promise<TaskOutcome>;
  /** Ends the threads. Calls that run, and later ones, reject with an `EngineError` `disposed`. */
  dispose(): Promise<void>;
}

/**
 * Starts worker threads and waits until all have taken `setup`. Whoever is free takes the next task of
 * a job, so threads that are held up delay nobody; idle ones do not keep Node running.
 *
 * @throws {@link !RangeError} when `threads` is not a positive integer
 * @throws {@link EngineError} `no-shared-memory` for several in a page that is not cross-origin
 *   isolated, `worker-died` when the workers do not start
 */
export async function createTaskPool<Job, Setup = undefined>(
  options: TaskPoolOptions<Setup>,
): Promise<TaskPool<Job>> {
  checkThreads(options.caller ?? "createTaskPool", options.threads);
  const pool = new WorkerPool<Job>(options);
  await pool.start();
  return pool;
}

/** What the pool waits for: an answer of every worker. */
interface Round {
  missing: number;
  readonly results: unknown[];
  resolve(results: readonly unknown[]): void;
  reject(error: Error): void;
}

class WorkerPool<Job> implements TaskPool<Job> {
  readonly threads: number;
  readonly #spawn: SpawnWorker;
  readonly #setup: unknown;
  readonly #caller: string;
  #workers: WorkerHandle[] = [];
  #round: Round | undefined;
  #control: Control | undefined;
  #disposed = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ threads, spawn, setup, caller = "createTaskPool" }: TaskPoolOptions<unknown>) {
    this.threads = threads;
    this.#spawn = spawn;
    this.#setup = setup;
    this.#caller = caller;
  }

  /** Starts the workers that are missing: all of them at first and after one has died. */
  async start(): Promise<void> {
    if (this.#workers.length > 0) return;
    const answers = this.#nextRound();
    for (let i = 0; i < this.threads; i++) {
      const worker: WorkerHandle = this.#spawn({
        message: (message) => {
          if (this.#workers.includes(worker)) this.#hear(message as FromWorker);
        },
        died: (cause) => {
          if (this.#workers.includes(worker)) this.#lose(cause);
        },
      });
      this.#workers.push(worker);
      worker.post({ kind: "start", setup: this.#setup } satisfies ToWorker);
    }
    await answers;
    for (const worker of this.#workers) worker.hold(false);
  }

  run(job: Job, count: number, options: CallOptions = {}): Promise<TaskOutcome> {
    const { signal } = options;
    let started = false;
    const turn = this.#queue.then(() => {
      started = true;
      return this.#runNow(job, count, options);
    });
    this.#queue = turn.catch(() => undefined);
    if (signal === undefined) return turn;
    return new Promise((resolve, reject) => {
      const leave = () => {
        // A job that runs is stopped first; one in the queue will not start.
        if (!started) reject(signal.reason as Error);
      };
      signal.addEventListener("abort", leave, { once: true });
      turn.then(resolve, reject).finally(() => {
        signal.removeEventListener("abort", leave);
      });
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const workers = this.#workers;
    this.#workers = [];
    if (this.#control !== undefined) stopJob(this.#control);
    this.#round?.reject(disposed(this.#caller));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  async #runNow(
    job: Job,
    count: number,
    { signal, onProgress }: CallOptions,
  ): Promise<TaskOutcome> {
    signal?.throwIfAborted();
    if (this.#disposed) throw disposed(this.#caller);
    await this.start();
    const control = createControl(count, true);
    const stop = () => {
      stopJob(control);
    };
    const timer =
      onProgress &&
      setInterval(() => {
        onProgress(progressOf(control));
      }, PROGRESS_INTERVAL);
    signal?.addEventListener("abort", stop, { once: true });
    this.#control = control;
    let results: readonly unknown[];
    try {
      const answers = this.#nextRound();
      for (const worker of this.#workers) {
        worker.hold(true);
        worker.post({ kind: "job", job, control } satisfies ToWorker);
      }
      results = await answers;
    } finally {
      this.#control = undefined;
      clearInterval(timer);
      signal?.removeEventListener("abort", stop);
      for (const worker of this.#workers) worker.hold(false);
    }
    signal?.throwIfAborted();
    onProgress?.(1);
    return results.length === 0 ? outcomeOf(control) : { ...outcomeOf(control), results };
  }

  /** The results of the tasks, when every worker has answered. */
  #nextRound(): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      this.#round = { missing: this.threads, results: [], resolve, reject };
    });
  }

  #hear(message: FromWorker): void {
    if (message.kind === "broken") {
      this.#lose(new Error(message.message));
      return;
    }
    const round = this.#round;
    if (round === undefined) return;
    if (message.kind === "left")
      for (const [task, value] of message.results) round.results[task] = value;
    round.missing--;
    if (round.missing === 0) round.resolve(round.results);
  }

  /** One worker is lost, so the job is; the others are ended, and the next call starts new ones. */
  #lose(cause: unknown): void {
    const workers = this.#workers;
    this.#workers = [];
    if (this.#control !== undefined) stopJob(this.#control);
    for (const worker of workers) void worker.terminate();
    this.#round?.reject(
      new EngineError(
        `${this.#caller}: all worker threads must live until the call has ended, got one that died; the next call starts new ones`,
        "worker-died",
        { cause },
      ),
    );
    this.#round = undefined;
  }
}

/** The error for a call to what was disposed. */
export function disposed(caller: string): EngineError {
  return new EngineError(
    `${caller}: must not be disposed before its calls, got a call after dispose()`,
    "disposed",
  );
}
