/** Typed arrays that an NPY file can hold. */
export type NpyData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** NumPy's short names for the types of entries that are read. */
export type NpyType =
  "f8" | "f4" | "f2" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "b1";

/** An array of any shape; `data` in row-major (C) order, whatever the file had. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
  /** Type in the file. `f2` is widened to a Float32Array; `b1` is a Uint8Array of 0 and 1. */
  readonly dtype: NpyType;
}

type NpyDataConstructor = new (length: number) => NpyData;

/** Size in bytes of an entry and the array that holds its bits. */
export interface NpyTypeInfo {
  readonly bytes: number;
  readonly array: NpyDataConstructor & (new (buffer: ArrayBuffer) => NpyData);
}

/** The types that are read and written, by NumPy's short name. */
export const npyTypes: ReadonlyMap<string, NpyTypeInfo> = new Map<NpyType, NpyTypeInfo>([
  ["f8", { bytes: 8, array: Float64Array }],
  ["f4", { bytes: 4, array: Float32Array }],
  ["f2", { bytes: 2, array: Uint16Array }],
  ["i1", { bytes: 1, array: Int8Array }],
  ["i2", { bytes: 2, array: Int16Array }],
  ["i4", { bytes: 4, array: Int32Array }],
  ["i8", { bytes: 8, array: BigInt64Array }],
  ["u1", { bytes: 1, array: Uint8Array }],
  ["u2", { bytes: 2, array: Uint16Array }],
  ["u4", { bytes: 4, array: Uint32Array }],
  ["u8", { bytes: 8, array: BigUint64Array }],
  ["b1", { bytes: 1, array: Uint8Array }],
]);
