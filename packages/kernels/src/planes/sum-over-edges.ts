import { modulo } from "./plane-layout.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneLayer } from "./plane-program.ts";

/**
 * Sums over windows in the columns beyond the first and the last place. The places of a displaced
 * image go round there, and a window meets its other end.
 *
 * @param from - index of the first number of what is summed, and `to` of the sums
 */
export function sumOverEdges(
  heap: Float64Array,
  from: number,
  to: number,
  { geometry, stride }: PlaneLayout,
  rows: number,
  layer: PlaneLayer,
): void {
  const left = geometry.low[1];
  const period = geometry.period[1];
  const [low, high] = [layer.low[1], layer.high[1]];
  const last = left + geometry.size[1];
  for (let j = 0; j < stride; j++) {
    if (j >= left && j < last) continue;
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let k = -low; k <= high; k++) sum += heap[from + i * stride + modulo(j + k, period)]!;
      heap[to + i * stride + j] = sum;
    }
  }
}
