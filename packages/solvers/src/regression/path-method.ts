import { NumericalError } from "@ntkit/linalg";

/**
 * Number of ridges from which one eigendecomposition is cheaper than a Cholesky factorisation each,
 * measured with the plain engine at N = 500 to 1000.
 */
const breakEven = { "with leave-one-out": 6, "coefficients only": 11 };

/** The cheaper way through a path of `ridges` ridges. */
export function pathMethod(ridges: number, work: keyof typeof breakEven): "eigen" | "cholesky" {
  return ridges >= breakEven[work] ? "eigen" : "cholesky";
}

/** What to throw when K + ridge I has an eigenvalue that is not positive. */
export function notPositiveSpectrum(ridge: number, smallest: number): NumericalError {
  return new NumericalError(
    `ridgePath: kernel + ridge·I must be positive definite, got smallest eigenvalue ${smallest} at ridge ${ridge}; use a larger ridge`,
    "not-positive-definite",
    { ridge, value: smallest },
  );
}
