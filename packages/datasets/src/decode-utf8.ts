import { dataError } from "./data-error.ts";

/**
 * Text of UTF-8 bytes, without a byte order mark.
 *
 * @throws {@link DataError} with the offset of the first byte that is not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, caller: string, file?: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const offset = firstInvalidByte(bytes);
    const byte = `0x${(bytes[offset] ?? 0).toString(16).padStart(2, "0")}`;
    const hint =
      offset === 0 && (bytes[0] === 0xff || bytes[0] === 0xfe)
        ? "; it begins like UTF-16: save the file as UTF-8"
        : "";
    const message = `text must be UTF-8, got byte ${byte} at offset ${offset}${hint}`;
    throw dataError(caller, message, { file, offset, cause });
  }
}

/** Offset of the first sequence that the decoder refuses. */
function firstInvalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isUtf8(bytes.subarray(0, middle), true)) low = middle;
    else high = middle - 1;
  }
  // The longest good prefix may end within the sequence at fault, at most three bytes into it.
  while (low > 0 && !isUtf8(bytes.subarray(0, low), false)) low--;
  return low;
}

/** Whether the bytes are UTF-8; with `open`, up to a sequence that could go on after the end. */
function isUtf8(bytes: Uint8Array, open: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: open });
    return true;
  } catch {
    return false;
  }
}
