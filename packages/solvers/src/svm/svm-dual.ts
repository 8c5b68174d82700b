/**
 * The dual of a two-class support vector machine, in signed coefficients β_t = y_t α_t:
 *
 *   minimise ½ βᵀKβ − yᵀβ   subject to   Σ β_t = 0,   lower_t ≤ β_t ≤ upper_t
 *
 * with [lower, upper] = [0, C_t] for y_t = +1 and [−C_t, 0] for y_t = −1.
 */
export interface SvmDual {
  /** Number of rows. */
  readonly size: number;
  /** y, entries +1 or −1, shape [size]. */
  readonly signs: Float64Array;
  /** C_t, the largest |β_t|, shape [size]; all positive. */
  readonly bounds: Float64Array;
  /** Row t of the kernel, shape [size]. Only read, and not after the call after the next. */
  readonly row: (t: number) => Float64Array;
  /** Diagonal of the kernel, shape [size]. */
  readonly diagonal: Float64Array;
}

/** How the dual was left. `gap` is the largest violation of the optimality conditions. */
export interface SvmReport {
  readonly reason: "converged" | "max-steps";
  /** Two-coefficient steps made. */
  readonly steps: number;
  /** Steps that solved for all free coefficients at once. */
  readonly newtonSteps: number;
  /** m(β) − M(β) of Fan, Chen and Lin; at most `tolerance` when converged. */
  readonly gap: number;
  /** ½ βᵀKβ − yᵀβ. */
  readonly objective: number;
}

/** β, the bias b of the decision Σ β_t K(x_t, x) + b, and the report. */
export interface SvmSolution extends SvmReport {
  readonly coefficients: Float64Array;
  readonly bias: number;
}
