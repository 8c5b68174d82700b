import type { Matrix } from "@ntkit/linalg";
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";

/** The matrix library of most JavaScript programs. Every function prepares; what it returns works. */

export function gram(x: Matrix): () => MlMatrix {
  const own = converted(x);
  return () => own.mmul(own.transpose());
}

export function multiply(a: Matrix, b: Matrix): () => MlMatrix {
  const [left, right] = [converted(a), converted(b)];
  return () => left.mmul(right);
}

export function choleskySolve(a: Matrix, b: Matrix): () => MlMatrix {
  const [own, right] = [converted(a), converted(b)];
  return () => new CholeskyDecomposition(own).solve(right);
}

export function eigenSymmetric(a: Matrix): () => number[] {
  const own = converted(a);
  return () => new EigenvalueDecomposition(own, { assumeSymmetric: true }).realEigenvalues;
}

function converted({ rows, cols, data }: Matrix): MlMatrix {
  return MlMatrix.from1DArray(rows, cols, data);
}
