import { slidingWindow, transposedWindow } from "@ntkit/architecture";
import type { Windows } from "./spatial-op.ts";

/** Which place of an axis each offset of a window meets. */
export interface Taps {
  readonly outputs: number;
  readonly window: number;
  /** Place of output o under offset δ at o window + δ; -1 beyond the edge. */
  readonly places: Int32Array;
}

/** How a convolution, transposed or not, meets axis `axis` of `size` places. */
export function windowTaps(
  { shape, strides, padding }: Windows,
  axis: number,
  size: number,
  transposed: boolean,
): Taps {
  const [window, stride] = [shape[axis]!, strides[axis]!];
  const find = transposed ? transposedWindow : slidingWindow;
  const { outputs, low } = find({ size, window, stride, padding });
  const places = new Int32Array(outputs * window).fill(-1);
  if (transposed) {
    for (let place = 0; place < size; place++) {
      for (let offset = 0; offset < window; offset++) {
        const output = within(place * stride - low + offset, outputs, padding);
        if (output >= 0) places[output * window + offset] = place;
      }
    }
  } else {
    for (let output = 0; output < outputs; output++) {
      for (let offset = 0; offset < window; offset++) {
        places[output * window + offset] = within(output * stride - low + offset, size, padding);
      }
    }
  }
  return { outputs, window, places };
}

function within(place: number, size: number, padding: Windows["padding"]): number {
  if (padding === "circular") return ((place % size) + size) % size;
  return place >= 0 && place < size ? place : -1;
}
