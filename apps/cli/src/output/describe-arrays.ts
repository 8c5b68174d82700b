/** An array of an NPZ file. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** What is told of the arrays in an NPZ file. */
export interface DescribedArrays {
  /** Of each name, for programs. */
  readonly json: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly dtype: string }>
  >;
  /** "ntk [3, 3], outputs [3, 1]". */
  readonly text: string;
}

/** Names and shapes of float64 arrays that a command wrote, for its result. */
export function describeArrays(
  arrays: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): DescribedArrays {
  const entries = Object.entries(arrays);
  return {
    json: Object.fromEntries(
      entries.map(([name, { shape }]) => [name, { shape, dtype: "float64" }]),
    ),
    text: entries.map(([name, { shape }]) => `${name} [${shape.join(", ")}]`).join(", "),
  };
}
