import { Inflate } from "fflate";

import { crc32 } from "./crc32.ts";
import { dataError } from "../data-error.ts";
import { inflateExactly } from "./inflate-exactly.ts";
import type { ZipEntry } from "./zip-entries.ts";
import { zipError } from "./zip-entries.ts";
import { quoted } from "../quoted.ts";

/**
 * Contents of an entry, of exactly the declared size and checksum.
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

function inflate({ name, data, size }: ZipEntry, file: string | undefined): Uint8Array {
  return inflateExactly(
    (sink) => new Inflate(sink),
    data,
    size,
    (must, got, cause) =>
      dataError("readNpz", `archive's entry ${quoted(name)}: ${must}, got ${got}`, { file, cause }),
  );
}
