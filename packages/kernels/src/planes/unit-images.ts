import type { ImageBatch } from "./plane-job.ts";
import type { PlaneProgram } from "./plane-program.ts";

/** Images of mean square 1, and the root mean square that each had. */
export interface UnitImages {
  readonly batch: ImageBatch;
  readonly sizes: Float64Array;
}

/**
 * Whether multiplying an image multiplies its kernels: then images are compared at one size, which
 * keeps multiples of one image as exact as duplicates of it.
 */
export function isHomogeneous({ stages, head }: PlaneProgram): boolean {
  return (
    head.bias === 0 &&
    head.constant === 0 &&
    stages.every(({ layers }) =>
      layers.every(
        ({ bias, constant, activation }) =>
          bias === 0 && constant === 0 && activation.type !== "smooth",
      ),
    )
  );
}

/** The images divided by their root mean squares; one of zeros stays. */
export function unitImages({ count, data }: ImageBatch): UnitImages {
  const length = count === 0 ? 0 : data.length / count;
  const scaled = new Float64Array(data.length);
  const sizes = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [from, end] = [i * length, (i + 1) * length];
    const size = sizeOf(data, from, end);
    if (size === 0) continue;
    sizes[i] = size;
    for (let k = from; k < end; k++) scaled[k] = data[k]! / size;
  }
  return { batch: { count, data: scaled }, sizes };
}

/** The root mean square, out of reach of overflow. */
function sizeOf(data: Float64Array, from: number, end: number): number {
  let largest = 0;
  for (let k = from; k < end; k++) largest = Math.max(largest, Math.abs(data[k]!));
  if (largest === 0) return 0;
  let sum = 0;
  for (let k = from; k < end; k++) {
    const share = data[k]! / largest;
    sum += share * share;
  }
  return largest * Math.sqrt(sum / (end - from));
}
