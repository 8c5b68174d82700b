import { checkPositive } from "../check.ts";

/** What the theorems hide in Ω(·) and O(·): factors of width, steps and smallest eigenvalue. Default 1. */
export interface RateConstants {
  readonly width?: number | undefined;
  readonly steps?: number | undefined;
  readonly eigenvalue?: number | undefined;
}

export interface DescentRateProblem {
  /** n, the number of training rows. */
  readonly rows: number;
  /** L, the number of hidden layers. Default 1. */
  readonly depth?: number | undefined;
  /** k, the number of outputs. Default 1. */
  readonly outputs?: number | undefined;
  /** φ: the least distance of two training rows on the unit sphere. */
  readonly separation: number;
  /** ε: the training loss to reach, below 1. */
  readonly epsilon: number;
  /** B, rows per step, for stochastic descent; without it all of them. */
  readonly batch?: number | undefined;
  readonly constants?: RateConstants | undefined;
}

/** What a theorem asks for. Numbers beyond 1e308 are Infinity. */
export interface DescentRate {
  /** m, the width from which on the theorem holds. */
  readonly width: number;
  /** T, steps that suffice. */
  readonly steps: number;
  /** C φ / n², below which λ₀ of the kernel does not lie. */
  readonly smallestEigenvalue: number;
}

/**
 * Width and number of steps that suffice for (stochastic) gradient descent to reach a loss of ε.
 *
 *   GD   m = c k n⁸ L¹² log³m / φ⁴,             T = c n² L² log(1/ε) / φ
 *   SGD  m = c k n¹⁷ L¹² log³m / (B⁴ φ⁸),        T = c n⁵ log m log²(1/ε) / (B φ²)
 *
 * The largest m of the first equation, in which m occurs twice; 1 where it has none. The constants c
 * are not known: compare the rates' growth, not the numbers.
 *
 * @throws {@link RangeError} for arguments that are not positive, or ε not below 1
 * @see Zou & Gu 2019, "An Improved Analysis of Training Over-parameterized Deep Neural Networks"
 */
export function descentRate(problem: DescentRateProblem): DescentRate {
  const { rows: n, depth = 1, outputs = 1, separation, epsilon, batch, constants = {} } = problem;
  const { width: cWidth = 1, steps: cSteps = 1, eigenvalue = 1 } = constants;
  const positive = { rows: n, depth, outputs, separation, epsilon, batch: batch ?? 1 };
  checkPositive("descentRate", { ...positive, cWidth, cSteps, eigenvalue });
  if (epsilon >= 1) throw new RangeError(`descentRate: epsilon must be below 1, got ${epsilon}`);
  const logs = Math.log(1 / epsilon);
  const common = cWidth * outputs * depth ** 12;
  const smallestEigenvalue = (eigenvalue * separation) / n ** 2;
  if (batch === undefined) {
    const width = widthAbove((common * n ** 8) / separation ** 4);
    return { width, steps: (cSteps * n ** 2 * depth ** 2 * logs) / separation, smallestEigenvalue };
  }
  const width = widthAbove((common * n ** 17) / (batch ** 4 * separation ** 8));
  const steps = (cSteps * n ** 5 * Math.log(width) * logs ** 2) / (batch * separation ** 2);
  return { width, steps, smallestEigenvalue };
}

/** The largest m = c log³m, or 1 when there is none. */
function widthAbove(c: number): number {
  // in u = log m: u − 3 log u = log c, convex with its least value at u = 3
  const target = Math.log(c);
  if (target < 3 - 3 * Math.log(3)) return 1;
  let u = Math.max(6, 2 * target + 6);
  for (let step = 0; step < 100; step++) {
    const next = u - (u - 3 * Math.log(u) - target) / (1 - 3 / u);
    if (!(next < u && next > 3)) break;
    u = next;
  }
  return Math.exp(u);
}
