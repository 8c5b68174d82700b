/** An entry of a weights manifest. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string };
}

const sizes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};

/** Bytes that the weights take in their files; undefined with a type of another size, as strings have. */
export function weightBytes(specs: readonly WeightSpec[]): number | undefined {
  let total = 0;
  for (const { shape, dtype, quantization } of specs) {
    const bytes = sizes[quantization?.dtype ?? dtype];
    if (bytes === undefined) return undefined;
    total += shape.reduce((product, size) => product * size, bytes);
  }
  return total;
}
