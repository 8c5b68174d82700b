import { dataError } from "../data-error.ts";
import type { DataError } from "../data-error.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import type { NpyArray, NpyData, NpyType } from "../arrays/npy-array.ts";
import { npyTypes } from "../arrays/npy-array.ts";
import { swapBytes } from "../arrays/swap-bytes.ts";

/** Third byte of the magic number and the type of the entries that it stands for. */
const types: ReadonlyMap<number, NpyType> = new Map<number, NpyType>([
  [0x08, "u1"],
  [0x09, "i1"],
  [0x0b, "i2"],
  [0x0c, "i4"],
  [0x0d, "f4"],
  [0x0e, "f8"],
]);

/**
 * Array of an IDX file, the format of MNIST and Fashion-MNIST, also when it is gzipped.
 *
 * The header is 0, 0, type, number of dimensions, then one big-endian uint32 for each dimension; the
 * entries follow in row-major order, big-endian. The file must be exactly as long as its header says,
 * and a gzipped one is not inflated beyond that. O(file) time and memory.
 *
 * @throws {@link DataError} when the magic number is not that of an IDX file, the data are shorter or
 *   longer than the shape says, or the gzip stream is broken
 * @see http://yann.lecun.com/exdb/mnist/ (the format)
 */
export function readIdx(bytes: Uint8Array, options: { readonly file?: string } = {}): NpyArray {
  const { file } = options;
  const plain = isGzip(bytes) ? gunzip(bytes, "readIdx", file) : bytes;
  const { dtype, shape, dataOffset } = idxHeader(plain, file);
  const info = npyTypes.get(dtype)!;
  const available = plain.length - dataOffset;
  // A product that is no safe integer is larger than any file, so rounding cannot make it equal.
  const wanted = shape.reduce((product, size) => product * size, 1) * info.bytes;
  if (wanted !== available) {
    const got = `${available} bytes`;
    throw idxError(`data must have ${wanted} bytes for shape (${shape.join(", ")})`, got, file);
  }
  const copy = new Uint8Array(available);
  copy.set(plain.subarray(dataOffset));
  swapBytes(copy, info.bytes, true);
  const data: NpyData = new info.array(copy.buffer);
  return { shape, dtype, data };
}

interface IdxHeader {
  readonly dtype: NpyType;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

function idxHeader(bytes: Uint8Array, file: string | undefined): IdxHeader {
  const [zero, otherZero, code, dimensions] = bytes;
  const dtype = types.get(code ?? -1);
  if (zero !== 0 || otherZero !== 0 || dtype === undefined) {
    const got = [...bytes.subarray(0, 3)].join(", ") || "nothing";
    throw idxError("file must begin with 0, 0 and a type of 8, 9, 11, 12, 13 or 14", got, file);
  }
  const dataOffset = 4 + 4 * dimensions!;
  if (dimensions === 0 || dimensions === undefined || bytes.length < dataOffset) {
    const got = `${bytes.length} bytes for ${dimensions ?? "no"} dimensions`;
    throw idxError("file must have the size of each dimension, at least one", got, file);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  return { dtype, shape, dataOffset };
}

function idxError(must: string, got: string, file: string | undefined): DataError {
  return dataError("readIdx", `${must}, got ${got}`, { file });
}
