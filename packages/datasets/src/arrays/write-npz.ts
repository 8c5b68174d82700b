import { zipSync } from "fflate";

import type { NpySource } from "./write-npy.ts";
import { writeNpy } from "./write-npy.ts";
import { quoted } from "../quoted.ts";

/** How {@link writeNpz} writes. */
export interface WriteNpzOptions {
  /** Deflate the arrays. Default false, as `numpy.savez`. */
  readonly compress?: boolean;
  /** The archive's comment, at most 65 535 bytes of UTF-8. NumPy does not see it; {@link npzComment} does. */
  readonly comment?: string;
}

/**
 * NPZ file of named arrays, which `numpy.load` opens. Equal arrays give equal bytes: every time stamp
 * is 1 January 1980.
 *
 * @throws {@link !RangeError} when a name is empty or has a NUL character, or the file would reach 4 GiB
 *   (the limit of the ZIP format without extensions: write NPY files instead), or the comment is too long
 * @throws {@link ShapeError} when a shape has another number of entries than its data
 */
export function writeNpz(
  arrays: Readonly<Record<string, NpySource>> | ReadonlyMap<string, NpySource>,
  { compress = false, comment = "" }: WriteNpzOptions = {},
): Uint8Array {
  const entries = arrays instanceof Map ? [...arrays] : Object.entries(arrays);
  const files: Record<string, Uint8Array> = {};
  let total = 22;
  for (const [name, array] of entries as [string, NpySource][]) {
    if (name === "" || name.includes("\0") || name.length > 10_000) {
      throw new RangeError(`writeNpz: names must have characters, got ${quoted(name)}`);
    }
    const bytes = writeNpy(array);
    files[`${name}.npy`] = bytes;
    total += bytes.length + 6 * name.length + 200;
  }
  if (total >= 2 ** 32 || entries.length >= 65_535) {
    throw new RangeError(
      `writeNpz: file must be smaller than 4 GiB, got ${total} bytes in ${entries.length} arrays; write NPY files`,
    );
  }
  const archive = zipSync(files, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
  return comment === "" ? archive : withComment(archive, comment);
}

/** The end record's last field is the length of the comment, which follows it. */
function withComment(archive: Uint8Array, comment: string): Uint8Array {
  const text = new TextEncoder().encode(comment);
  // The end record is found by its signature, which the comment must not repeat.
  if (text.length > 65_535 || comment.includes("PK\u0005\u0006")) {
    throw new RangeError(
      `writeNpz: comment must be text of at most 65535 bytes, got ${text.length} bytes`,
    );
  }
  const result = new Uint8Array(archive.length + text.length);
  result.set(archive);
  result.set(text, archive.length);
  new DataView(result.buffer).setUint16(archive.length - 2, text.length, true);
  return result;
}
