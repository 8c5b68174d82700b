import { dataError } from "../data-error.ts";
import type { DataError } from "../data-error.ts";
import { decodeUtf8 } from "../decode-utf8.ts";
import { quoted } from "../quoted.ts";

/** A file in a ZIP archive, as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Size after inflating. */
  readonly size: number;
  /** The stored bytes, a view of the archive. */
  readonly data: Uint8Array;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;

/**
 * The files of a ZIP archive of less than 4 GiB (no ZIP64 directory, one disk, no encryption), in the
 * order of its directory. Nothing is inflated.
 *
 * @throws {@link DataError} when the structure is broken, two entries have one name, or the entries
 *   together hold more bytes than the archive (entries that overlap are how small bombs are made)
 */
export function zipEntries(bytes: Uint8Array, file: string | undefined): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view, file);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (view.getUint16(end + 8, true) !== count || start + size !== end) {
    throw zipError(
      "directory must lie between the files and the end record",
      `${start}+${size}`,
      file,
    );
  }
  const entries = new Map<string, ZipEntry>();
  let stored = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(bytes, view, at, end, file);
    if (entries.has(entry.name)) throw zipError("names must differ", quoted(entry.name), file);
    entries.set(entry.name, entry);
    stored += entry.data.length;
    at = next;
  }
  if (at !== end) throw zipError(`directory must end at byte ${end}`, String(at), file);
  if (stored > start)
    throw zipError("entries must not overlap", `${stored} bytes in ${start}`, file);
  return [...entries.values()];
}

/** The comment of a ZIP archive, a view of it. */
export function zipComment(bytes: Uint8Array, file: string | undefined): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.subarray(findEnd(view, file) + endLength);
}

/** A {@link DataError} about a ZIP archive. */
export function zipError(must: string, got: string, file: string | undefined): DataError {
  return dataError("readNpz", `archive's ${must}, got ${got}`, { file });
}

/** The end record is the last thing in the archive but for a comment of up to 65 535 bytes. */
function findEnd(view: DataView, file: string | undefined): number {
  const first = Math.max(0, view.byteLength - endLength - 65_535);
  for (let at = view.byteLength - endLength; at >= first; at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    if (at + endLength + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw zipError("end record must be there", `none in ${view.byteLength} bytes`, file);
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  file: string | undefined,
): { entry: ZipEntry; next: number } {
  if (at + 46 > end || view.getUint32(at, true) !== directorySignature) {
    throw zipError("directory must have an entry", `none at byte ${at}`, file);
  }
  const nameLength = view.getUint16(at + 28, true);
  const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw zipError(`directory must end at byte ${end}`, String(next), file);
  const name = decodeUtf8(bytes.subarray(at + 46, at + 46 + nameLength), "readNpz", file);
  const shown = quoted(name);
  const flags = view.getUint16(at + 8, true);
  if (flags & 1) throw zipError("entries must not be encrypted", shown, file);
  const method = view.getUint16(at + 10, true);
  if (method !== 0 && method !== 8) {
    throw zipError("entries must be stored or deflated", `method ${method} for ${shown}`, file);
  }
  const entry = {
    name,
    method,
    crc: view.getUint32(at + 16, true),
    size: view.getUint32(at + 24, true),
    data: storedBytes(bytes, view, at, file),
  };
  if (method === 0 && entry.size !== entry.data.length) {
    const got = `${entry.size} and ${entry.data.length} for ${shown}`;
    throw zipError("sizes of a stored entry must be equal", got, file);
  }
  return { entry, next };
}

/** Local headers repeat the directory, and have their own lengths of name and extra field. */
function storedBytes(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  file: string | undefined,
): Uint8Array {
  const local = view.getUint32(at + 42, true);
  const length = view.getUint32(at + 20, true);
  if (local + 30 > at || view.getUint32(local, true) !== localSignature) {
    throw zipError("entries must have a local header", `none at byte ${local}`, file);
  }
  const nameLength = view.getUint16(local + 26, true);
  const name = bytes.subarray(local + 30, local + 30 + nameLength);
  if (
    nameLength !== view.getUint16(at + 28, true) ||
    name.some((b, i) => b !== bytes[at + 46 + i])
  ) {
    throw zipError("local header must repeat the name", `another at byte ${local}`, file);
  }
  const start = local + 30 + nameLength + view.getUint16(local + 28, true);
  if (start + length > at) {
    throw zipError(
      "entries must lie before the directory",
      `bytes ${start} to ${start + length}`,
      file,
    );
  }
  return bytes.subarray(start, start + length);
}
