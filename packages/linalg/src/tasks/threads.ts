import { EngineError } from "../engine-error.ts";
import { canShareMemory } from "./shared-numbers.ts";

/**
 * Throws unless this runtime can run so many threads.
 *
 * @param caller - the function that was asked for them, for the message
 * @throws {@link !RangeError} when `threads` is not a positive integer
 * @throws {@link EngineError} `no-shared-memory` for several in a page that is not cross-origin isolated
 */
export function checkThreads(caller: string, threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`${caller}: threads must be a positive integer, got ${threads}`);
  }
  if (threads > 1 && !canShareMemory()) {
    throw new EngineError(
      `${caller}: ${threads} threads need SharedArrayBuffer, which a page has only when it is cross-origin isolated; use 1 thread or send the COOP and COEP headers`,
      "no-shared-memory",
    );
  }
}

/** Threads to use when none are asked for: one for each processor where memory can be shared, else 1. */
export function defaultThreads(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return canShareMemory() ? Math.max(1, navigator?.hardwareConcurrency ?? 1) : 1;
}
