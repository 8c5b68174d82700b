import { Inflate } from "fflate";

import { crc32 } from "./crc32.ts";
import { DataError } from "./data-error.ts";
import type { ZipEntry } from "./zip-entries.ts";
import { zipError } from "./zip-entries.ts";
import { quoted } from "./quoted.ts";

/** DEFLATE cannot do better: a match of 258 bytes takes two bits. */
const maxRatio = 1032;
/** Inflates to 17 MB at most, which bounds what a lying entry costs. */
const chunkLength = 16_384;

/**
 * Contents of an entry, of exactly the declared size and checksum. Memory stays at that size plus
 * one chunk, and inflating stops at the first byte too many.
 *
 * @throws {@link DataError} when size, checksum or the DEFLATE stream are wrong
 */
export function inflateEntry(entry: ZipEntry, file: string | undefined): Uint8Array {
  const contents = entry.method === 0 ? entry.data : inflate(entry, file);
  const crc = crc32(contents);
  if (crc !== entry.crc) {
    const got = `${crc.toString(16)} instead of ${entry.crc.toString(16)}`;
    throw zipError(`checksum of ${quoted(entry.name)} must be right`, got, file);
  }
  return contents;
}

function inflate(entry: ZipEntry, file: string | undefined): Uint8Array {
  const { data, size } = entry;
  const name = quoted(entry.name);
  if (size > maxRatio * (data.length + 1)) {
    const got = `${size} from ${data.length}`;
    throw zipError(`inflated size of ${name} must be possible for its bytes`, got, file);
  }
  const contents = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) {
      throw zipError(`inflated size of ${name} must be ${size}`, "more", file);
    }
    contents.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < data.length || at === 0; at += chunkLength) {
      stream.push(data.subarray(at, at + chunkLength), at + chunkLength >= data.length);
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const message = `archive's entry ${name} must be a DEFLATE stream, got a broken one`;
    throw new DataError(message, { file, cause });
  }
  if (filled !== size)
    throw zipError(`inflated size of ${name} must be ${size}`, String(filled), file);
  return contents;
}
