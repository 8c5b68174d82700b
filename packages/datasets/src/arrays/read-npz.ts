import { inflateEntry } from "./inflate-entry.ts";
import type { NpyArray } from "./npy-array.ts";
import { readNpy } from "./read-npy.ts";
import { zipEntries, zipError } from "./zip-entries.ts";
import { quoted } from "../quoted.ts";

/** How {@link readNpz} reads. */
export interface ReadNpzOptions {
  /** The file's name, for messages. */
  readonly file?: string;
  /** Most bytes that all arrays together may inflate to. Default 4 GiB. */
  readonly maxBytes?: number;
}

const suffix = ".npy";

/**
 * The arrays of an NPZ file (as of `numpy.savez` and `savez_compressed`) by name, in file order.
 *
 * Every checksum is verified. Sizes are checked before anything is inflated, and nothing inflates
 * beyond its declared size. The result is a map, so an array may be called `__proto__`.
 *
 * @throws {@link DataError} when the archive or an array in it is broken, an entry is no `.npy` file, or
 *   the arrays inflate to more than `maxBytes`
 */
export function readNpz(bytes: Uint8Array, options: ReadNpzOptions = {}): Map<string, NpyArray> {
  const { file, maxBytes = 2 ** 32 } = options;
  const entries = zipEntries(bytes, file);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > maxBytes) {
    throw zipError(`contents must have at most ${maxBytes} bytes`, String(total), file);
  }
  const arrays = new Map<string, NpyArray>();
  for (const entry of entries) {
    if (!entry.name.endsWith(suffix)) {
      const got = quoted(entry.name);
      throw zipError(`entries must be called <name>${suffix}`, got, file);
    }
    const shown = quoted(entry.name).slice(1, -1);
    const where = file === undefined ? shown : `${file}[${shown}]`;
    const name = entry.name.slice(0, -suffix.length);
    arrays.set(name, readNpy(inflateEntry(entry, file), { file: where }));
  }
  return arrays;
}
