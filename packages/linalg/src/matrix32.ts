/**
 * A dense matrix of 32-bit numbers, row-major: half of the memory of a `Matrix`, 7 digits instead of 16.
 * For data and factors; a kernel matrix of such numbers is rarely positive definite.
 */
export interface Matrix32 {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}
