/** Mean and population standard deviation. */
export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

/**
 * Mean and population standard deviation √(Σ (x − mean)² / n) of finite values, n >= 1.
 *
 * Two passes, scaled by the largest magnitude, so that neither 1e300 nor 1e-300 loses its square.
 * Equal values give exactly their value and 0.
 */
export function moments(values: Float64Array): Moments {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) return { mean: low, sd: 0 };
  const mean = scaledMean(values, 0);
  const centre = mean + scaledMean(values, mean);
  const spread = Math.max(high - centre, centre - low);
  let squares = 0;
  for (const value of values) squares += ((value - centre) / spread) ** 2;
  return { mean: centre, sd: spread * Math.sqrt(squares / values.length) };
}

/** Mean of x − shift; every term is divided before it is added, so that the sum cannot overflow. */
function scaledMean(values: Float64Array, shift: number): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - shift));
  if (largest === 0) return 0;
  let sum = 0;
  for (const value of values) sum += (value - shift) / largest;
  return largest * (sum / values.length);
}
