import type { ImageResizeNode } from "../spatial/image-resize.ts";

/** What {@link resizeMatrix} needs to know of an axis. */
export interface Resize extends Pick<ImageResizeNode, "method" | "antialias"> {
  /** Places before. */
  readonly size: number;
  /** Places after. */
  readonly outputs: number;
}

/**
 * Returns the matrix [outputs, size] by which {@link imageResize} acts along one axis; every row sums to 1.
 */
export function resizeMatrix({ size, outputs, method, antialias }: Resize): number[][] {
  const ratio = size / outputs;
  return Array.from({ length: outputs }, (_, output) => {
    const row = Array.from({ length: size }, () => 0);
    if (method === "nearest") {
      row[Math.min(Math.floor((output + 0.5) * ratio), size - 1)] = 1;
      return row;
    }
    const centre = (output + 0.5) * ratio - 0.5;
    const reach = antialias ? Math.max(1, ratio) : 1;
    const weights = row.map((_zero, place) => Math.max(0, 1 - Math.abs(place - centre) / reach));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
}
