/** `count` numbers between -1 and 1 that look random, exact in float32; others for another `seed`. */
export function numbers(count: number, seed: number): Float64Array {
  let state = (seed * 2_654_435_761 + 40_503) >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // 23 bits: float32 has room for 24.
    return (state >>> 9) / 2 ** 22 - 1;
  });
}
