import type { CallOptions } from "./engine.ts";
import { yieldToEventLoop } from "./yield-to-event-loop.ts";

/**
 * A long computation in small pieces: it yields the finished fraction after each piece and returns
 * the result. One generator serves the synchronous function and the engine, so both give the same bits.
 */
export type Steps<T> = Generator<number, T, void>;

/** Steps of which some are done elsewhere: they yield a promise to wait for instead of a fraction. */
export type SharedSteps<T> = Generator<number | Promise<unknown>, T, void>;

/** The longest the event loop should wait, in milliseconds. */
const SLICE = 30;

/** Result of `steps`, computed in one go. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Promise of the result of `steps`: lets the event loop turn every 30 ms, and reports progress and
 * obeys the signal whenever it does.
 */
export async function finishInSlices<T>(
  steps: SharedSteps<T>,
  options: CallOptions = {},
): Promise<T> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  let sliceStart = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      onProgress?.(1);
      return step.value;
    }
    if (typeof step.value !== "number") {
      await step.value;
      signal?.throwIfAborted();
      continue;
    }
    if (performance.now() - sliceStart < SLICE) continue;
    onProgress?.(step.value);
    await yieldToEventLoop();
    signal?.throwIfAborted();
    sliceStart = performance.now();
  }
}

/**
 * The steps of one part of a larger computation, whose fractions run from `from` to `to`.
 */
export function part<T>(steps: Steps<T>, from: number, to: number): Steps<T>;
export function part<T>(steps: SharedSteps<T>, from: number, to: number): SharedSteps<T>;
export function* part<T>(steps: SharedSteps<T>, from: number, to: number): SharedSteps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield typeof step.value === "number" ? from + (to - from) * step.value : step.value;
  }
}
