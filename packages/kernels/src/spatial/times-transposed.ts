/**
 * A Bᵀ [rows, cols] of A [rows, inner] and B [cols, inner], row-major: two rows by four columns at a
 * time, which a processor has registers for. Every entry is summed in the order of `inner`.
 */
export function timesTransposed(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  cols: number,
  inner: number,
): Float64Array {
  const product = new Float64Array(rows * cols);
  const [wholeRows, wholeCols] = [rows - (rows % 2), cols - (cols % 4)];
  for (let i = 0; i < wholeRows; i += 2) {
    for (let j = 0; j < wholeCols; j += 4) addTile(product, cols, a, b, i, j, inner);
    for (let j = wholeCols; j < cols; j++) {
      product[i * cols + j] = dot(a, i * inner, b, j * inner, inner);
      product[(i + 1) * cols + j] = dot(a, (i + 1) * inner, b, j * inner, inner);
    }
  }
  for (let i = wholeRows; i < rows; i++) {
    for (let j = 0; j < cols; j++) product[i * cols + j] = dot(a, i * inner, b, j * inner, inner);
  }
  return product;
}

function addTile(
  product: Float64Array,
  cols: number,
  a: Float64Array,
  b: Float64Array,
  i: number,
  j: number,
  inner: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  const a0 = i * inner;
  const a1 = (i + 1) * inner;
  const b0 = j * inner;
  const b1 = (j + 1) * inner;
  const b2 = (j + 2) * inner;
  const b3 = (j + 3) * inner;
  for (let k = 0; k < inner; k++) {
    const x = a[a0 + k]!;
    const y = a[a1 + k]!;
    const u = b[b0 + k]!;
    const v = b[b1 + k]!;
    const w = b[b2 + k]!;
    const z = b[b3 + k]!;
    s00 += x * u;
    s01 += x * v;
    s02 += x * w;
    s03 += x * z;
    s10 += y * u;
    s11 += y * v;
    s12 += y * w;
    s13 += y * z;
  }
  const first = i * cols + j;
  const second = (i + 1) * cols + j;
  product[first] = s00;
  product[first + 1] = s01;
  product[first + 2] = s02;
  product[first + 3] = s03;
  product[second] = s10;
  product[second + 1] = s11;
  product[second + 2] = s12;
  product[second + 3] = s13;
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, inner: number): number {
  let sum = 0;
  for (let k = 0; k < inner; k++) sum += a[i + k]! * b[j + k]!;
  return sum;
}
