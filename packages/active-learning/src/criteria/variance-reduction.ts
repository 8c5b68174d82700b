import type { Criterion } from "./criterion.ts";

/**
 * How much the reference rows' posterior variances fall: Σ_x C(x, c)² / (C(c, c) + λ). It needs no label
 * and is, up to the constant Σ_x C(x, x), the expected squared error of regression after the label.
 *
 * @see Cohn, Ghahramani & Jordan 1996, "Active learning with statistical models"
 */
export const varianceReduction: Criterion = {
  usesLabels: false,
  prepare:
    () =>
    ({ gain, variance }) => {
      let sum = 0;
      for (const value of gain) sum += value * value;
      return sum * variance;
    },
};
