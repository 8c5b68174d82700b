/**
 * `count` numbers between `middle` - 1 and `middle` + 1 that look random, exact in float32; others for
 * another `seed`.
 */
export function numbers(count: number, seed: number, middle = 0): Float64Array {
  let state = (seed * 2_654_435_761 + 40_503) >>> 0;
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // 23 bits: float32 has room for 24.
    result[i] = middle - 1 + (state >>> 9) / 2 ** 22;
  }
  return result;
}
