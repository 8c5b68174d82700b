import type { Numbers } from "./series.ts";

/** Arrays that a thread takes again for one task after the other. */
export interface NumberMemory {
  /** Numbers of any value. */
  float64(length: number): Float64Array;
  float32(length: number): Float32Array;
  /** Nobody reads this array any more. It may be one that was never taken here. */
  giveBack(array: Numbers): void;
  /** The task is over: nobody reads any array of it any more. */
  giveAllBack(): void;
}

/** Tasks after which a buffer that none of them has taken is dropped. */
const PATIENCE = 64;

/** A buffer that waits, and when it was given back, in tasks. */
interface Idle {
  readonly buffer: ArrayBuffer;
  readonly since: number;
}

/** Arrays stay in buffers of their own, because who shares memory with whom is told by the buffer. */
export function createNumberMemory(): NumberMemory {
  const idle = new Map<number, Idle[]>();
  const taken = new Set<ArrayBuffer>();
  let task = 0;
  const take = (bytes: number): ArrayBuffer => {
    const buffer = idle.get(bytes)?.pop()?.buffer ?? new ArrayBuffer(bytes);
    taken.add(buffer);
    return buffer;
  };
  const rest = (buffer: ArrayBuffer): void => {
    const others = idle.get(buffer.byteLength) ?? [];
    idle.set(buffer.byteLength, others);
    others.push({ buffer, since: task });
  };
  return {
    float64: (length) => new Float64Array(take(8 * length)),
    float32: (length) => new Float32Array(take(4 * length)),
    giveBack: ({ buffer }) => {
      if (buffer instanceof ArrayBuffer && taken.delete(buffer)) rest(buffer);
    },
    giveAllBack: () => {
      taken.forEach(rest);
      taken.clear();
      task += 1;
      for (const [bytes, buffers] of idle) {
        const kept = buffers.filter(({ since }) => task - since <= PATIENCE);
        if (kept.length > 0) idle.set(bytes, kept);
        else idle.delete(bytes);
      }
    },
  };
}
