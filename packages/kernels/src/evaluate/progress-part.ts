import type { CallOptions } from "@ntkit/linalg";

/** A call whose progress is the part from `from` to `to` of the whole. */
export function progressPart(
  { signal, onProgress }: CallOptions,
  from: number,
  to: number,
): CallOptions {
  return {
    signal,
    onProgress:
      onProgress &&
      ((fraction) => {
        onProgress(from + (to - from) * fraction);
      }),
  };
}
