import type { LeaveOneOut } from "../regression/leave-one-out.ts";

/**
 * Amplitude s² by which to multiply all variances so that leave-one-out residuals, divided by their
 * standard deviation, have mean square 1:
 *
 *   s² = mean over rows and outputs of residual² / variance
 *
 * The mean prediction does not depend on a common factor of kernel and ridge, the variance does; this
 * sets it from the data. O(N O).
 *
 * @see Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", section 5.4.2
 */
export function calibratedAmplitude({
  residuals,
  variance,
}: Pick<LeaveOneOut, "residuals" | "variance">): number {
  let sum = 0;
  residuals.data.forEach((residual, at) => {
    sum += residual ** 2 / variance[Math.floor(at / residuals.cols)]!;
  });
  return sum / residuals.data.length;
}
