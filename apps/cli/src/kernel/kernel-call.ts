import type { KernelWorkers } from "@ntkit/kernels";
import type { EngineOptions } from "@ntkit/linalg";

/** Options of computations that evaluate kernels on the way. */
export interface KernelCall extends EngineOptions {
  /** Threads for the layers; without them the calling thread does them. */
  readonly workers?: KernelWorkers | undefined;
}
