import { Gunzip } from "fflate";

import { crc32 } from "../arrays/crc32.ts";
import { dataError } from "../data-error.ts";
import { inflateExactly } from "../arrays/inflate-exactly.ts";
import type { Fail } from "../arrays/inflate-exactly.ts";

/** Whether the bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Contents of a gzip file of one member, of exactly the size and checksum in its trailer.
 *
 * @throws {@link DataError} when the stream, its size or its checksum are wrong
 */
export function gunzip(bytes: Uint8Array, caller: string, file: string | undefined): Uint8Array {
  const fail: Fail = (must, got, cause) =>
    dataError(caller, `gzip file's ${must}, got ${got}`, { file, cause });
  if (bytes.length < 18) throw fail("length must be 18 bytes at least", String(bytes.length));
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const size = trailer.getUint32(4, true);
  const contents = inflateExactly((sink) => new Gunzip(sink), bytes, size, fail);
  const crc = crc32(contents);
  const stored = trailer.getUint32(0, true);
  if (crc !== stored) {
    throw fail("checksum must be right", `${crc.toString(16)} instead of ${stored.toString(16)}`);
  }
  return contents;
}
