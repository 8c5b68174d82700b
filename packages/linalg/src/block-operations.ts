import { accumulateProduct } from "./accumulate-product.ts";
import type { ProductOptions } from "./accumulate-product.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { rotateColumns } from "./rotate-columns.ts";
import type { Sweep } from "./rotate-columns.ts";
import type { SharedSteps } from "./steps.ts";
import type { View } from "./view.ts";

/** What a blocked algorithm leaves to the engine that runs it. */
export interface BlockOperations {
  /** Zeros that the other operations can work on. */
  allocate(rows: number, cols: number): Matrix;
  /** C ± A Bᵀ in place of C. */
  product(c: View, a: View, b: View, options: ProductOptions): SharedSteps<void>;
  /** Applies the sweeps to the columns of `a`, in place. */
  rotate(a: Matrix, sweeps: readonly Sweep[], fraction: number): SharedSteps<void>;
}

/** On the calling thread; yields fractions only. */
export const plainBlocks: BlockOperations = {
  allocate: matrix,
  product: accumulateProduct,
  rotate: rotateColumns,
};
