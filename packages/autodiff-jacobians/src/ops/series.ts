import type { NumberMemory } from "./number-memory.ts";

/** Values of a signal, of the run's precision. */
export type Numbers = Float64Array | Float32Array;

/**
 * A signal along a line in parameter space, w + t v: entry k holds the coefficients of tᵏ at all
 * examples and units; undefined stands for zeros. Entry 0 is the signal at w.
 */
export type Series = readonly (Numbers | undefined)[];

/** Entry 0: the signal itself. */
export function valueOf(series: Series): Numbers {
  return series[0]!;
}

/** Each entry that is not zero through a linear function. */
export function mapSeries(series: Series, linear: (x: Numbers) => Numbers): Series {
  return series.map((x) => (x === undefined ? undefined : linear(x)));
}

/** Entries of the product of two series, where `multiply` adds x y to `into` and returns it. */
export function multiplySeries(
  x: Series,
  y: Series,
  multiply: (x: Numbers, y: Numbers, into: Numbers | undefined) => Numbers,
): Series {
  const degree = Math.max(x.length, y.length);
  return Array.from({ length: degree }, (_, k) => {
    let sum: Numbers | undefined;
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
export function addAll(terms: readonly (Numbers | undefined)[]): Numbers | undefined {
  const there = terms.filter((term) => term !== undefined);
  if (there.length < 2) return there[0];
  const sum = like(there[0]!, there[0]!.length);
  for (const term of there) for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!;
  return sum;
}

/** Where the arrays of this thread lie; undefined for new ones on shared memory. */
let memory: NumberMemory | undefined;

/** Takes all arrays of this thread from here on from `own`: for a worker, which has one task at a time. */
export function takeNumbersFrom(own: NumberMemory): void {
  memory = own;
}

/** Zeros on memory that an engine's threads read without a copy, where there is such memory. */
export function numbers(length: number): Float64Array {
  return memory === undefined ? lastingNumbers(length) : memory.float64(length).fill(0);
}

/** The same for what outlives the task that a worker is at. */
export function lastingNumbers(length: number): Float64Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Float64Array(length)
    : new Float64Array(new SharedArrayBuffer(8 * length));
}

/** {@link numbers} of 32 bits. */
export function numbers32(length: number): Float32Array {
  if (memory !== undefined) return memory.float32(length).fill(0);
  return typeof SharedArrayBuffer === "undefined"
    ? new Float32Array(length)
    : new Float32Array(new SharedArrayBuffer(4 * length));
}

/** {@link numbers} of as many bits as those of `x`. */
export function like(x: Numbers, length: number): Numbers {
  return x instanceof Float32Array ? numbers32(length) : numbers(length);
}

/** The same for who writes every one of them: any values. */
export function unset(x: Numbers, length: number): Numbers {
  if (memory === undefined) return like(x, length);
  return x instanceof Float32Array ? memory.float32(length) : memory.float64(length);
}

/** Says that nobody reads `x` any more. */
export function discard(x: Numbers): void {
  memory?.giveBack(x);
}

/** In float64; what is in float64 already is not copied. */
export function widened(x: Numbers): Float64Array {
  if (x instanceof Float64Array) return x;
  const wide = lastingNumbers(x.length);
  widenInto(x, wide, 0);
  return wide;
}

/** Writes `x` to `target` from `start` on: a loop, because `set` between precisions takes several times as long. */
export function widenInto(x: Numbers, target: Float64Array, start: number): void {
  if (x instanceof Float64Array) target.set(x, start);
  else for (let i = 0; i < x.length; i++) target[start + i] = x[i]!;
}

/** `x` times `factor`, written to `into`. */
export function multiplied(x: Numbers, factor: number, into: Numbers): Numbers {
  for (let i = 0; i < x.length; i++) into[i] = factor * x[i]!;
  return into;
}
