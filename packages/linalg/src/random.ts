import { mersenne } from "pure-rand/generator/mersenne";

/** A stream of random numbers. Each call advances it; equal seeds give equal streams. */
export interface Random {
  /** A number in (0, 1), a multiple of 2⁻⁵³. */
  readonly uniform: () => number;
  /** A standard normal number. */
  readonly normal: () => number;
  /** An integer from 0 to n - 1, each equally likely. `n` from 1 to 2⁵³. */
  readonly integer: (n: number) => number;
  /** A copy of `array` in random order, each order equally likely. */
  readonly shuffle: <T>(array: readonly T[]) => T[];
}

/**
 * Random numbers from the Mersenne Twister MT19937.
 *
 * `uniform` is (a 2²⁶ + b) / 2⁵³ with a the upper 27 bits of one word and b the upper 26 of the next,
 * which are the numbers of NumPy's `RandomState(seed).random_sample()`; `normal` has the order of its `standard_normal()`.
 *
 * The generator has 2³² starting points: a seed of 2³² and above is folded (low word xor a multiple of the high one),
 * so such a seed shares its stream with a smaller one.
 *
 * @throws {@link !RangeError} when `seed` is not a safe integer >= 0
 * @see Matsumoto & Nishimura 1998; Marsaglia & Bray 1964 for the normal numbers (polar method)
 */
export function random(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`random: seed must be an integer from 0 to 2⁵³ - 1, got ${seed}`);
  }
  const generator = mersenne(seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1));

  function bits53(): number {
    const high = generator.next() >>> 5;
    return high * 2 ** 26 + (generator.next() >>> 6);
  }

  function uniform(): number {
    for (;;) {
      const bits = bits53();
      if (bits > 0) return bits / 2 ** 53;
    }
  }

  let spare: number | undefined;
  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = x * scale;
      return y * scale;
    }
  }

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 53) {
      throw new RangeError(`integer: n must be an integer from 1 to 2⁵³, got ${n}`);
    }
    const limit = 2 ** 53 - (2 ** 53 % n);
    for (;;) {
      const bits = bits53();
      if (bits < limit) return bits % n;
    }
  }

  function shuffle<T>(array: readonly T[]): T[] {
    const copy = array.slice();
    for (let i = copy.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  }

  return { uniform, normal, integer, shuffle };
}
