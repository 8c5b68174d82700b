import type { DataError } from "../data-error.ts";
import { dataError } from "../data-error.ts";
import { npyTypes } from "./npy-array.ts";
import type { NpyType } from "./npy-array.ts";
import { quoted } from "../quoted.ts";

/** What an NPY header says. */
export interface NpyHeader {
  readonly dtype: NpyType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the data begin. */
  readonly dataOffset: number;
}

/** NumPy writes 80 to 200 bytes and refuses more than 10 000 itself. */
const maxHeaderLength = 65_535;
const maxDimensions = 64;

/**
 * The header of an NPY file, versions 1.0, 2.0 and 3.0, read strictly: a Python dict literal with
 * exactly the keys descr, fortran_order and shape.
 *
 * @throws {@link DataError} for anything else, and for types that are not plain numbers
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(bytes: Uint8Array, file: string | undefined): NpyHeader {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw npyError('file must begin with "\\x93NUMPY"', `${bytes.length} other bytes`, file);
  }
  const [major, minor] = [bytes[6]!, bytes[7]!];
  if (major < 1 || major > 3 || minor !== 0) {
    throw npyError("format version must be 1.0, 2.0 or 3.0", `${major}.${minor}`, file);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = major === 1 ? 10 : 12;
  const length =
    major === 1 || bytes.length < 12 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxHeaderLength || start + length > bytes.length) {
    const room = Math.min(maxHeaderLength, Math.max(0, bytes.length - start));
    throw npyError(`header must have at most ${room} bytes`, String(length), file);
  }
  const text = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  return { ...parseDict(text, file), dataOffset: start + length };
}

/** A {@link DataError} about an NPY file. */
export function npyError(must: string, got: string, file: string | undefined): DataError {
  return dataError("readNpy", `${must}, got ${got}`, { file });
}

const stringToken = `'[^'\\\\]*'|"[^"\\\\]*"`;
const shapeToken = String.raw`\(\s*(?:\d{1,16}L?\s*(?:,\s*\d{1,16}L?\s*)*,?\s*)?\)`;
const entry = new RegExp(
  String.raw`^\s*(${stringToken})\s*:\s*(?:(${stringToken})|(True|False)|(${shapeToken}))\s*(,|(?=\}))`,
);

function parseDict(text: string, file: string | undefined): Omit<NpyHeader, "dataOffset"> {
  const dict = text.trim();
  const shown = quoted(dict);
  if (!dict.startsWith("{") || !dict.endsWith("}")) {
    throw npyError("header must be a Python dict", shown, file);
  }
  const values = new Map<string, { string?: string; boolean?: string; shape?: string }>();
  let rest = dict.slice(1);
  while (rest.trim() !== "}") {
    const match = entry.exec(rest);
    const key = match?.[1]?.slice(1, -1);
    if (match === null || key === undefined || values.has(key)) {
      // A list under 'descr' is a record type; everything else here is no NumPy header at all.
      throw npyError("header must have one plain type, order and shape", shown, file);
    }
    const [, , string, boolean, shape] = match;
    values.set(key, {
      ...(string !== undefined && { string: string.slice(1, -1) }),
      ...(boolean !== undefined && { boolean }),
      ...(shape !== undefined && { shape }),
    });
    rest = rest.slice(match[0].length);
  }
  const descr = values.get("descr")?.string;
  const order = values.get("fortran_order")?.boolean;
  const shape = values.get("shape")?.shape;
  if (values.size !== 3 || descr === undefined || order === undefined || shape === undefined) {
    throw npyError("header must have descr, fortran_order and shape, nothing else", shown, file);
  }
  return {
    ...parseDescr(descr, file),
    fortranOrder: order === "True",
    shape: parseShape(shape, file),
  };
}

function parseDescr(
  descr: string,
  file: string | undefined,
): { dtype: NpyType; bigEndian: boolean } {
  const [order, dtype] = [descr[0] ?? "", descr.slice(1)];
  const info = npyTypes.get(dtype);
  // Only types of one byte have no byte order ("|"); "=" never comes in a file.
  const orders = info?.bytes === 1 ? "|<>" : "<>";
  if (info === undefined || !orders.includes(order)) {
    const remedy = dtype.startsWith("O") ? " (pickled objects are never read)" : "";
    const known = [...npyTypes.keys()].join(" ");
    throw npyError(`type must be one of ${known}${remedy}`, quoted(descr), file);
  }
  return { dtype: dtype as NpyType, bigEndian: order === ">" };
}

function parseShape(text: string, file: string | undefined): number[] {
  const shape = (text.match(/\d+/g) ?? []).map(Number);
  if (shape.length > maxDimensions || shape.some((size) => !Number.isSafeInteger(size))) {
    throw npyError(
      `shape must have at most ${maxDimensions} sizes below 2^53`,
      text.slice(0, 80),
      file,
    );
  }
  // (3) is a number in Python, not a shape.
  if (shape.length === 1 && !text.includes(",")) {
    throw npyError("shape must be a tuple", text.slice(0, 80), file);
  }
  return shape;
}
