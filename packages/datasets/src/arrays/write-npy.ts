import { ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

import type { NpyData, NpyType } from "./npy-array.ts";

/** What can be written: an array with its shape (`dtype` only matters for `"b1"`), or a matrix. */
export type NpySource =
  | Matrix
  | {
      readonly shape: readonly number[];
      readonly data: NpyData;
      readonly dtype?: NpyType;
    };

/**
 * NPY file (version 1.0, little-endian, C order, data aligned to 64 bytes, as NumPy writes them).
 * The type is that of the typed array; with `dtype: "b1"` bytes are written as booleans.
 *
 * @throws {@link ShapeError} when the shape has another number of entries than the data
 */
export function writeNpy(source: NpySource): Uint8Array {
  const shape = "rows" in source ? [source.rows, source.cols] : source.shape;
  const { data } = source;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length || shape.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    const got = `shape (${shape.join(", ")}) of ${data.length} entries`;
    throw new ShapeError(`writeNpy: shape must have as many entries as the data, got ${got}`);
  }
  const isBoolean = "dtype" in source && source.dtype === "b1" && data instanceof Uint8Array;
  const header = headerBytes(isBoolean ? "|b1" : descrOf(data), shape);
  const file = new Uint8Array(header.length + data.byteLength);
  file.set(header);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return file;
}

/** Magic, version, length and the dict, padded so that the data begin at a multiple of 64. */
function headerBytes(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const total = Math.ceil((10 + dict.length + 1) / 64) * 64;
  const text = `\x93NUMPY\x01\x00__${dict.padEnd(total - 11)}\n`;
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  new DataView(bytes.buffer).setUint16(8, total - 10, true);
  return bytes;
}

function descrOf(data: NpyData): string {
  const order = data.BYTES_PER_ELEMENT === 1 ? "|" : "<";
  return `${order}${kindOf(data)}${data.BYTES_PER_ELEMENT}`;
}

function kindOf(data: NpyData): "f" | "i" | "u" {
  if (data instanceof Float64Array || data instanceof Float32Array) return "f";
  const signed =
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Int32Array ||
    data instanceof BigInt64Array;
  return signed ? "i" : "u";
}
