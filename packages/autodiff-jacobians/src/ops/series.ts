/**
 * A signal along a line in parameter space, w + t v: entry k holds the coefficients of tᵏ at all
 * examples and units; undefined stands for zeros. Entry 0 is the signal at w.
 */
export type Series = readonly (Float64Array | undefined)[];

/** Entry 0: the signal itself. */
export function valueOf(series: Series): Float64Array {
  return series[0]!;
}

/** Each entry that is not zero through a linear function. */
export function mapSeries(series: Series, linear: (x: Float64Array) => Float64Array): Series {
  return series.map((x) => (x === undefined ? undefined : linear(x)));
}

/** Entries of the product of two series, where `multiply` adds x y to `into` and returns it. */
export function multiplySeries(
  x: Series,
  y: Series,
  multiply: (x: Float64Array, y: Float64Array, into: Float64Array | undefined) => Float64Array,
): Series {
  const degree = Math.max(x.length, y.length);
  return Array.from({ length: degree }, (_, k) => {
    let sum: Float64Array | undefined;
    for (let i = 0; i <= k; i++) {
      const [left, right] = [x[i], y[k - i]];
      if (left !== undefined && right !== undefined) sum = multiply(left, right, sum);
    }
    return sum;
  });
}

/** Sum of series. */
export function addSeries(terms: readonly Series[]): Series {
  const degree = Math.max(...terms.map(({ length }) => length));
  return Array.from({ length: degree }, (_, k) => addAll(terms.map((term) => term[k])));
}

/** Sum of arrays of one length; undefined is zero, and so is the sum of none. */
export function addAll(terms: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  const there = terms.filter((term) => term !== undefined);
  if (there.length < 2) return there[0];
  const sum = numbers(there[0]!.length);
  for (const term of there) for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!;
  return sum;
}

/** Zeros on memory that an engine's threads read without a copy, where there is such memory. */
export function numbers(length: number): Float64Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Float64Array(length)
    : new Float64Array(new SharedArrayBuffer(8 * length));
}
