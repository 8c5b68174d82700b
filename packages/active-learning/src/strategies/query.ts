import type { EngineOptions } from "@ntkit/linalg";

/** Pool rows to label next, in order. */
export interface Query {
  /** Different rows of the pool, best first, shape [count]. */
  readonly picks: Int32Array;
  /** What the strategy gave each of them, shape [count]; its meaning is the strategy's. */
  readonly scores: Float64Array;
}

/** What every strategy takes last. */
export interface QueryOptions extends EngineOptions {
  /** Pool rows to choose from. Default: all. */
  readonly candidates?: ArrayLike<number> | undefined;
}
