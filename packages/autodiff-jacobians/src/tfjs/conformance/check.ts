import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";

/** One operation or gradient, and what it must give. */
export interface Check {
  readonly name: string;
  /** Largest allowed error, relative to the largest expected number. */
  readonly tolerance: number;
  readonly compute: (tf: Tfjs) => tfjs.Tensor;
  /** The same in float64. */
  readonly expected: () => ArrayLike<number>;
}

/** What float32 reaches everywhere, and TF32 or half precision nowhere. */
export const float32Tolerance = 1e-5;
