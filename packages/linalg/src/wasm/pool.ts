import type { CallOptions } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import { createControl, outcomeOf, progressOf, stopJob } from "./control.ts";
import type { Control, Outcome } from "./control.ts";
import { programOf } from "./program.ts";
import type { Job } from "./program.ts";
import { startWorker } from "./start-worker.ts";
import type { WorkerHandle } from "./start-worker.ts";
import type { FromWorker } from "./tile-worker.ts";
import type { Tiling } from "./workspace.ts";

/** How often progress is looked up, in milliseconds. */
const PROGRESS_INTERVAL = 30;

/** Worker threads that take the tasks of one job after the other. */
export interface Pool {
  readonly threads: number;
  /** The threads, once they run; for tests. */
  readonly workers: readonly WorkerHandle[];
  run(job: Job, options?: CallOptions): Promise<Outcome>;
  dispose(): Promise<void>;
}

/** Starts `threads` workers and waits until they have the kernels. */
export async function createPool(
  threads: number,
  module: WebAssembly.Module,
  tiling: Tiling,
): Promise<Pool> {
  const pool = new WorkerPool(threads, module, tiling);
  await pool.start();
  return pool;
}

/** What the pool waits for: an answer of every worker. */
interface Round {
  missing: number;
  resolve(): void;
  reject(error: Error): void;
}

class WorkerPool implements Pool {
  readonly threads: number;
  workers: WorkerHandle[] = [];
  readonly #module: WebAssembly.Module;
  readonly #tiling: Tiling;
  #round: Round | undefined;
  #control: Control | undefined;
  #disposed = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(threads: number, module: WebAssembly.Module, tiling: Tiling) {
    this.threads = threads;
    this.#module = module;
    this.#tiling = tiling;
  }

  /** Starts the workers that are missing: all of them at first and after one has died. */
  async start(): Promise<void> {
    if (this.workers.length > 0) return;
    const answers = this.#nextRound();
    for (let i = 0; i < this.threads; i++) {
      const worker: WorkerHandle = startWorker({
        message: (message) => {
          if (this.workers.includes(worker)) this.#hear(message);
        },
        died: (cause) => {
          if (this.workers.includes(worker)) this.#lose(cause);
        },
      });
      this.workers.push(worker);
      worker.post({ kind: "start", module: this.#module, tiling: this.#tiling });
    }
    await answers;
    for (const worker of this.workers) worker.hold(false);
  }

  run(job: Job, options: CallOptions = {}): Promise<Outcome> {
    const { signal } = options;
    let started = false;
    const turn = this.#queue.then(() => {
      started = true;
      return this.#runNow(job, options);
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
    const workers = this.workers;
    this.workers = [];
    if (this.#control !== undefined) stopJob(this.#control);
    this.#round?.reject(disposed());
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  async #runNow(job: Job, { signal, onProgress }: CallOptions): Promise<Outcome> {
    signal?.throwIfAborted();
    if (this.#disposed) throw disposed();
    await this.start();
    const control = createControl(programOf(job).count, true);
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
    try {
      const answers = this.#nextRound();
      for (const worker of this.workers) {
        worker.hold(true);
        worker.post({ kind: "job", job, control });
      }
      await answers;
    } finally {
      this.#control = undefined;
      clearInterval(timer);
      signal?.removeEventListener("abort", stop);
      for (const worker of this.workers) worker.hold(false);
    }
    signal?.throwIfAborted();
    onProgress?.(1);
    return outcomeOf(control);
  }

  #nextRound(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#round = { missing: this.threads, resolve, reject };
    });
  }

  #hear(message: FromWorker): void {
    if (message.kind === "broken") {
      this.#lose(new Error(message.message));
      return;
    }
    if (this.#round === undefined) return;
    this.#round.missing--;
    if (this.#round.missing === 0) this.#round.resolve();
  }

  /** One worker is lost, so the job is; the others are ended, and the next call starts new ones. */
  #lose(cause: unknown): void {
    const workers = this.workers;
    this.workers = [];
    if (this.#control !== undefined) stopJob(this.#control);
    for (const worker of workers) void worker.terminate();
    this.#round?.reject(
      new EngineError(
        "wasmEngine: all worker threads must live until the call has ended, got one that died; the next call starts new ones",
        "worker-died",
        { cause },
      ),
    );
    this.#round = undefined;
  }
}

/** The error for a call to an engine that was disposed. */
export function disposed(): EngineError {
  return new EngineError(
    "wasmEngine: the engine must not be disposed before its calls, got a call after dispose()",
    "disposed",
  );
}
