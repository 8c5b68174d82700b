import { normalQuantile } from "@ntkit/linalg";

/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of a proportion: with p = successes / n and z the normal quantile of the level,
 *
 *   (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
 *
 * Always within [0, 1], and not empty at 0 or n successes.
 *
 * @param level - coverage, default 0.95
 * @throws {@link RangeError} when successes are not in [0, n], n is 0, or the level not in (0, 1)
 * @see Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference"
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  if (!(n > 0) || !(successes >= 0 && successes <= n)) {
    throw new RangeError(
      `wilsonInterval: successes must be from 0 to n and n positive, got ${successes} of ${n}`,
    );
  }
  const z = twoSidedQuantile("wilsonInterval", level);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  // the bounds 0 and 1 are exact in real arithmetic at 0 and n successes
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === n ? 1 : (centre + half) / scale,
  };
}

/** z with P(|Z| < z) = level for a standard normal Z. */
export function twoSidedQuantile(caller: string, level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`${caller}: level must be between 0 and 1, got ${level}`);
  }
  return normalQuantile((1 + level) / 2);
}
