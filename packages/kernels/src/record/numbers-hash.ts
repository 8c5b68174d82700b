import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { yieldToEventLoop } from "@ntkit/linalg";

/** Bytes between two turns of the event loop: a few milliseconds. */
const SLICE = 1 << 20;

/** SHA-256 of a shape and of float64 numbers (little-endian), as 64 hexadecimal digits. */
export async function numbersHash(
  shape: readonly number[],
  parts: readonly Float64Array[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = sha256.create().update(utf8ToBytes(JSON.stringify(shape)));
  for (const { buffer, byteOffset, byteLength } of parts) {
    for (let from = 0; from < byteLength; from += SLICE) {
      if (from > 0) await yieldToEventLoop();
      signal?.throwIfAborted();
      const length = Math.min(SLICE, byteLength - from);
      hash.update(new Uint8Array(buffer, byteOffset + from, length));
    }
  }
  return bytesToHex(hash.digest());
}
