import type { Slice } from "../spatial/index-node.ts";

/** Returns the places of an axis of `size` that a slice takes, in order, as Python's slices do. */
export function slicePlaces({ start, stop, step = 1 }: Slice, size: number): number[] {
  const clamp = (place: number): number => {
    const counted = place < 0 ? place + size : place;
    return step > 0
      ? Math.min(Math.max(counted, 0), size)
      : Math.min(Math.max(counted, -1), size - 1);
  };
  const from = start === undefined ? (step > 0 ? 0 : size - 1) : clamp(start);
  const to = stop === undefined ? (step > 0 ? size : -1) : clamp(stop);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: count }, (_, i) => from + i * step);
}
