import type { Sides } from "../planes/plane-program.ts";
import type { Kind } from "./kernel-results.ts";

/** Examples of one shape [count, spatial sizes …, channels] with nothing beside their numbers. */
export interface ExampleBatch {
  readonly count: number;
  readonly data: Float64Array;
}

/** Kernels on examples with places as plain data: what a thread is told. Arrays are on shared memory. */
export interface SpatialJob {
  readonly kind: "places";
  readonly networks: readonly unknown[];
  /** Of an example: [spatial sizes …, channels]. */
  readonly shape: readonly number[];
  readonly x1: ExampleBatch;
  readonly x2: ExampleBatch;
  /** x₂ is x₁: only pairs with column ≤ row are computed. */
  readonly symmetric: boolean;
  readonly tangent: boolean;
  /** Rows and columns of a task. */
  readonly sides: Sides;
  /** [N₁, N₂], per network. */
  readonly outputs: readonly Readonly<Partial<Record<Kind, Float64Array>>>[];
}
