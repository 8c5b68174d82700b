import type { Matrix } from "@ntkit/linalg";
import type { GramRecipe, GramTilesJob } from "@ntkit/linalg/tasks";
import type { AngleTable } from "../angle/angle-table.ts";
import type { RowVariances } from "../rule.ts";

/** One matrix that was asked for. */
export interface KernelOutput {
  /** Which of the job's networks. */
  readonly network: number;
  readonly kind: "nngp" | "ntk";
  /** [rows of x₁, rows of x₂]. */
  readonly data: Float64Array;
}

/** Kernels that are functions of the angle: f(u) scale₁ scale₂, u the sine of half the angle. */
export interface AngleTables {
  /** One per output. */
  readonly tables: readonly AngleTable[];
  readonly scales: RowVariances;
}

/** How inner products are computed, and in which tiles. */
export interface KernelGram {
  readonly recipe: GramRecipe;
  readonly tiling: GramTilesJob["tiling"];
}

/** An evaluation as plain data: what a thread is told. Arrays are on shared memory when it goes to threads. */
export interface KernelJob {
  readonly networks: readonly unknown[];
  readonly x1: Matrix;
  readonly x2: Matrix;
  /** x₂ is x₁: only pairs with column ≤ row are computed, and copied to the other half. */
  readonly symmetric: boolean;
  /** x₁ x₂ᵀ, of which a symmetric job reads the lower half; may be the memory of an output. */
  readonly products: Float64Array | null;
  /** Instead of a matrix of them: how a tile of inner products is computed where it is needed. */
  readonly gram: KernelGram | null;
  readonly variances: RowVariances;
  readonly outputs: readonly KernelOutput[];
  /** What was kept of the rows, for a sweep over the layers. */
  readonly kept: readonly unknown[];
  /** Instead of a sweep, where the kernels are functions of the angle. */
  readonly angles: AngleTables | null;
}
