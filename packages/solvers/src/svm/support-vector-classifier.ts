import type { SvmDualOptions } from "./solve-svm-dual.ts";
import { fitPath } from "./support-vector-path.ts";
import type { SvcGridProblem, SvcModel } from "./support-vector-path.ts";

/** What a support-vector classifier is fitted to. */
export interface SvcProblem extends Omit<SvcGridProblem, "C"> {
  /** Penalty of a margin violation; the bound of every coefficient. */
  readonly C: number;
}

/**
 * Fits a C-support-vector classifier on a precomputed kernel.
 *
 * For each machine: minimise ½ αᵀQα − Σα with 0 ≤ α ≤ C, Σ yα = 0, Q = y yᵀ ∘ K. Classes that no row
 * has get no machine. Equivalent to scikit-learn's `SVC(kernel="precomputed")` (one-vs-one, the
 * default) or `OneVsRestClassifier` around it.
 *
 * Memory besides the model: at most one copy of the kernel of two classes. For several values of C
 * `supportVectorPath` does less work.
 *
 * @throws {@link RangeError} when a label, C or a weight is out of range, or only one class occurs
 * @throws {@link NumericalError} "max-steps" as `solveSvmDual`; "non-finite" for a bad kernel
 */
export async function supportVectorClassifier(
  problem: SvcProblem,
  options: SvmDualOptions = {},
): Promise<SvcModel> {
  const grid = { ...problem, C: [problem.C] };
  const [model] = await fitPath("supportVectorClassifier", grid, options);
  return model!;
}
