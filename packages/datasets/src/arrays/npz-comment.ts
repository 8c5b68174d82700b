import { decodeUtf8 } from "../decode-utf8.ts";
import { zipComment } from "./zip-entries.ts";

/**
 * The comment of an NPZ file, as `writeNpz` writes it; "" where there is none. Reads nothing else.
 *
 * @throws {@link DataError} when the bytes are no archive, or the comment is not UTF-8
 */
export function npzComment(bytes: Uint8Array, options: { readonly file?: string } = {}): string {
  return decodeUtf8(zipComment(bytes, options.file), "npzComment", options.file);
}
