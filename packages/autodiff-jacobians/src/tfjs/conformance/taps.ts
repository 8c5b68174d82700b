/** Square windows that slide over square images [batch, size, size, channels]. */
export interface Windows {
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
  readonly window: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** One pixel under one window. */
export interface Tap {
  /** Pixel of the input, over the batch. */
  readonly from: number;
  /** Place of the window, over the batch. */
  readonly to: number;
  /** Place of the pixel in the window. */
  readonly tap: number;
}

/** Every pixel under every window, those beyond the edge left out, and the windows per side. */
export function taps(windows: Windows): { readonly taps: readonly Tap[]; readonly out: number } {
  const { batch, size, window, stride, padding } = windows;
  const out = Math.ceil((padding === "same" ? size : size - window + 1) / stride);
  const overhang = padding === "same" ? Math.max((out - 1) * stride + window - size, 0) : 0;
  const before = Math.floor(overhang / 2);
  const list: Tap[] = [];
  for (let to = 0; to < batch * out * out; to++) {
    const image = Math.floor(to / (out * out));
    const top = (Math.floor(to / out) % out) * stride - before;
    const left = (to % out) * stride - before;
    for (let tap = 0; tap < window * window; tap++) {
      const row = top + Math.floor(tap / window);
      const col = left + (tap % window);
      if (row < 0 || row >= size || col < 0 || col >= size) continue;
      list.push({ from: (image * size + row) * size + col, to, tap });
    }
  }
  return { taps: list, out };
}
