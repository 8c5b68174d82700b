import type { FloatArray } from "../output/describe-arrays.ts";

/** What a query on plain arrays found. */
export interface ScoredArrays {
  /** `score` [C] of every row of the pool, and what else is written. */
  readonly arrays: Readonly<Record<string, FloatArray>> & { readonly score: FloatArray };
  /** The row of the pool to label first. */
  readonly best: number;
  /** More for the result in JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}
