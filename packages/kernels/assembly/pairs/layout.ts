// Where the arrays of a block of pairs lie, and how they are read.

export const APART: usize = 4096;
export const TOGETHER: usize = 8192;
export const DIFF: usize = 12288;
export const NTK: usize = 16384;

export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

/** |cov| of even and odd functions, which `fold`; else cov. */
// @ts-ignore: decorator
@inline
export function folded(p: usize, fold: i32): v128 {
  const c = v128.load(p);
  return fold != 0 ? f64x2.abs(c) : c;
}
