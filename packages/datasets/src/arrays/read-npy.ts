import { npyTypes } from "./npy-array.ts";
import type { NpyArray, NpyData, NpyTypeInfo } from "./npy-array.ts";
import { npyError, npyHeader } from "./npy-header.ts";
import { swapBytes } from "./swap-bytes.ts";

/**
 * Array of an NPY file: float, integer and boolean types of either byte order, C or Fortran order
 * (the result is always in C order), any number of dimensions.
 *
 * The file must be exactly as long as its header says, so nothing is allocated that the file does
 * not fill. O(file) time and memory.
 *
 * @throws {@link DataError} when the header is not NumPy's, the type is not numeric (pickled objects
 *   are never read), or the data are shorter or longer than the shape says
 */
export function readNpy(bytes: Uint8Array, options: { readonly file?: string } = {}): NpyArray {
  const { file } = options;
  const { dtype, bigEndian, fortranOrder, shape, dataOffset } = npyHeader(bytes, file);
  const info = npyTypes.get(dtype)!;
  const available = bytes.length - dataOffset;
  // A product that is no safe integer is larger than any file, so rounding cannot make it equal.
  const wanted = shape.reduce((product, size) => product * size, 1) * info.bytes;
  if (wanted !== available) {
    const got = `${available} bytes`;
    throw npyError(
      `data must have ${wanted} bytes for shape (${shape.join(", ")}) of ${dtype}`,
      got,
      file,
    );
  }
  // Not bytes.slice(): that of a Node Buffer is a view of a larger buffer.
  const copy = new Uint8Array(available);
  copy.set(bytes.subarray(dataOffset));
  swapBytes(copy, info.bytes, bigEndian);
  const stored = toRowMajor(new info.array(copy.buffer), shape, fortranOrder, info);
  if (dtype === "f2") return { shape, dtype, data: Float32Array.from(stored as Uint16Array, half) };
  if (dtype === "b1") return { shape, dtype, data: booleans(stored as Uint8Array, file) };
  return { shape, dtype, data: stored };
}

/** The same entries with the last index running fastest instead of the first. */
function toRowMajor(
  data: NpyData,
  shape: readonly number[],
  fortranOrder: boolean,
  info: NpyTypeInfo,
): NpyData {
  if (!fortranOrder || shape.length < 2 || data.length === 0) return data;
  const result = new info.array(data.length);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    result[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** The number whose IEEE 754 binary16 bits these are. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function booleans(data: Uint8Array, file: string | undefined): Uint8Array {
  const wrong = data.find((value) => value > 1);
  if (wrong !== undefined) throw npyError("booleans must be 0 or 1", String(wrong), file);
  return data;
}
