import { checkPositive } from "../check.ts";

export interface NaturalGradientRateProblem {
  /** n, the number of training rows. */
  readonly rows: number;
  /** λ₀ of the limiting kernel. */
  readonly smallestEigenvalue: number;
  /** δ: the theorem fails with at most this probability. */
  readonly delta: number;
  /** ν: the standard deviation of the initial weights. Default 1. */
  readonly initialStd?: number | undefined;
  /** C, below 1/2: how stable the Jacobian is, ‖J − J₀‖ ≤ (C/3) √λ₀. */
  readonly jacobianStability: number;
  /** η. Default the largest that the theorem allows. */
  readonly rate?: number | undefined;
  /** ε: the factor by which ‖u − y‖² is to fall, below 1. */
  readonly epsilon: number;
  /** What the theorem hides in Ω(·). Default 1. */
  readonly constants?: { readonly width: number } | undefined;
}

export interface NaturalGradientRate {
  readonly width: number;
  /** (1 − 2C) / (1 + C)². */
  readonly largestRate: number;
  /** η as used. */
  readonly rate: number;
  /** The least k with (1 − η)ᵏ ≤ ε. */
  readonly steps: number;
}

/**
 * Width, largest rate and number of steps of natural gradient descent θ ← θ − η Jᵀ(JJᵀ)⁻¹(u − y).
 *
 *   ‖u_k − y‖² ≤ (1 − η)ᵏ ‖u₀ − y‖²  for η ≤ (1 − 2C)/(1 + C)²,   m = c n⁴ / (ν² λ₀⁴ δ³)
 *
 * On a linear model the residual itself falls by exactly 1 − η a step, whatever the kernel.
 *
 * @throws {@link RangeError} for arguments out of range, or a rate above the largest one
 * @see Zhang, Martens & Grosse 2019, "Fast Convergence of Natural Gradient Descent for
 *   Overparameterized Neural Networks"
 */
export function naturalGradientRate(problem: NaturalGradientRateProblem): NaturalGradientRate {
  const { rows, smallestEigenvalue, delta, initialStd = 1, epsilon } = problem;
  const { jacobianStability: stability, constants = { width: 1 } } = problem;
  const { width: factor } = constants;
  checkPositive("naturalGradientRate", {
    rows,
    smallestEigenvalue,
    delta,
    initialStd,
    epsilon,
    factor,
  });
  if (!(stability >= 0 && stability < 0.5)) {
    throw new RangeError(
      `naturalGradientRate: jacobianStability must be at least 0 and below 1/2, got ${stability}`,
    );
  }
  if (delta >= 1 || epsilon >= 1) {
    throw new RangeError(
      `naturalGradientRate: delta and epsilon must be below 1, got ${delta} and ${epsilon}`,
    );
  }
  const largestRate = (1 - 2 * stability) / (1 + stability) ** 2;
  const rate = problem.rate ?? largestRate;
  if (!(rate > 0 && rate <= largestRate)) {
    throw new RangeError(
      `naturalGradientRate: rate must be above 0 and at most ${largestRate}, got ${rate}`,
    );
  }
  const width = (factor * rows ** 4) / (initialStd ** 2 * smallestEigenvalue ** 4 * delta ** 3);
  const steps = rate === 1 ? 1 : Math.ceil(Math.log(epsilon) / Math.log1p(-rate));
  return { width, largestRate, rate, steps };
}
