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
    const image = data.subarray(i * length, (i + 1) * length);
    const largest = image.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) continue;
    let sum = 0;
    for (const value of image) sum += (value / largest) ** 2;
    const size = largest * Math.sqrt(sum / length);
    sizes[i] = size;
    for (let k = 0; k < length; k++) scaled[i * length + k] = image[k]! / size;
  }
  return { batch: { count, data: scaled }, sizes };
}
