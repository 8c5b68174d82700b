import type { DataError } from "../data-error.ts";

/** DEFLATE cannot do better: a match of 258 bytes takes two bits. */
const maxRatio = 1032;
/** Inflates to 17 MB at most, which bounds what a lying size costs. */
const chunkLength = 16_384;

/** A stream of fflate. */
interface Stream {
  push(chunk: Uint8Array, final?: boolean): void;
}

/** Makes the error of the caller's format. */
export type Fail = (must: string, got: string, cause?: unknown) => DataError;

/**
 * The `size` bytes that `data` inflate to. Memory stays at that size plus one chunk, and inflating
 * stops at the first byte too many.
 */
export function inflateExactly(
  open: (sink: (chunk: Uint8Array) => void) => Stream,
  data: Uint8Array,
  size: number,
  fail: Fail,
): Uint8Array {
  if (size > maxRatio * (data.length + 1)) {
    throw fail("inflated size must be possible for its bytes", `${size} from ${data.length}`);
  }
  const contents = new Uint8Array(size);
  let filled = 0;
  let tooMany: DataError | undefined;
  const stream = open((chunk) => {
    if (filled + chunk.length > size)
      throw (tooMany = fail(`inflated size must be ${size}`, "more"));
    contents.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < data.length || at === 0; at += chunkLength) {
      stream.push(data.subarray(at, at + chunkLength), at + chunkLength >= data.length);
    }
  } catch (cause) {
    throw tooMany ?? fail("contents must be a DEFLATE stream", "a broken one", cause);
  }
  if (filled !== size) throw fail(`inflated size must be ${size}`, String(filled));
  return contents;
}
