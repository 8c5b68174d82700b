/** Errors of independent networks at one width. */
export interface ErrorsAtWidth {
  readonly width: number;
  readonly errors: readonly number[];
}

/** A slope, and the standard error that the spread of the errors gives it. */
export interface Slope {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The slope of log(mean error) over log(width) by least squares. The logarithm of a mean of M errors has
 * the standard error std / (mean √M), and the slope is a weighted sum of these logarithms.
 */
export function logSlope(points: readonly ErrorsAtWidth[]): Slope {
  const logs = points.map(({ width }) => Math.log(width));
  const middle = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const spread = logs.reduce((sum, x) => sum + (x - middle) ** 2, 0);
  let [value, variance] = [0, 0];
  points.forEach(({ errors }, i) => {
    const weight = (logs[i]! - middle) / spread;
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
    value += weight * Math.log(mean);
    variance += (weight / mean) ** 2 * (squares / (errors.length - 1) / errors.length);
  });
  return { value, standardError: Math.sqrt(variance) };
}
