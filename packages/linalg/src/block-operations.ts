import { accumulateProduct } from "./accumulate-product.ts";
import { applyReflectors } from "./eigen/apply-reflectors.ts";
import type { Reflection } from "./eigen/apply-reflectors.ts";
import { conquerRange } from "./eigen/divide-and-conquer.ts";
import type { Range, TridiagonalProblem } from "./eigen/divide-and-conquer.ts";
import { solveRankOne } from "./eigen/rank-one.ts";
import type { RankOne } from "./eigen/rank-one.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { part } from "./steps.ts";
import type { SharedSteps, Steps } from "./steps.ts";
import { tridiagonalize } from "./tridiagonalize.ts";
import type { Tridiagonal } from "./tridiagonalize.ts";
import type { View } from "./view.ts";

/** What a blocked algorithm leaves to the engine that runs it. */
export interface BlockOperations {
  /** Zeros that the other operations can work on. */
  allocate(rows: number, cols: number): Matrix;
  /** C + A Bᵀ in place of C. */
  product(c: View, a: View, b: View): SharedSteps<void>;
  /** Householder reduction of `scale` times a symmetric matrix. */
  tridiagonalize(a: Matrix, scale: number): SharedSteps<Tridiagonal>;
  /** Solves ranges of a tridiagonal problem that do not touch each other. */
  conquer(problem: TridiagonalProblem, ranges: readonly Range[]): SharedSteps<void>;
  /** Eigenpairs of a diagonal matrix with a rank-one update. */
  rankOne(problem: RankOne): SharedSteps<void>;
  /** The eigenvectors of a matrix from those of its tridiagonal form. */
  applyReflectors(reflection: Reflection): SharedSteps<Matrix>;
}

/** On the calling thread; yields fractions only. */
export const plainBlocks: BlockOperations = {
  allocate: matrix,
  product: (c, a, b) => accumulateProduct(c, a, b, { sign: 1 }),
  tridiagonalize,
  conquer: function* (problem, ranges): Steps<void> {
    for (const [at, range] of ranges.entries()) {
      const done = at / ranges.length;
      yield* part(conquerRange(problem, range, plainBlocks) as Steps<void>, done, done);
    }
  },
  rankOne: solveRankOne,
  applyReflectors,
};
