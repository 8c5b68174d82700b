import type { PlaneLayout } from "./plane-layout.ts";

/**
 * Copies what lies at the other end into the margins of circular planes: columns first, then rows, of
 * which there may be a period more.
 */
export function wrapEdges(
  heap: Float64Array | Float32Array,
  base: number,
  { geometry, stride }: PlaneLayout,
  rows: number,
): void {
  const [low, left] = geometry.low;
  const [high, right] = geometry.high;
  const [period, width] = geometry.period;
  for (let i = low; i < rows - high; i++) {
    const row = base + i * stride;
    for (let j = 0; j < left; j++) heap[row + j] = heap[row + j + width]!;
    for (let j = left + width; j < left + width + right; j++)
      heap[row + j] = heap[row + j - width]!;
  }
  for (let i = 0; i < low; i++) copyRow(heap, base, i + period, i, stride);
  for (let i = rows - high; i < rows; i++) copyRow(heap, base, i - period, i, stride);
}

function copyRow(
  heap: Float64Array | Float32Array,
  base: number,
  from: number,
  to: number,
  stride: number,
): void {
  heap.copyWithin(base + to * stride, base + from * stride, base + (from + 1) * stride);
}
