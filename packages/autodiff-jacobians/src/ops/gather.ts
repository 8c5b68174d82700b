import { linear } from "./linear.ts";
import type { LinearMap } from "./linear.ts";
import type { Op } from "./op.ts";
import { numbers } from "./series.ts";

/** Which place each place of the result shows; -1 shows zeros. */
export type Places = Int32Array;

/** Places of a signal [size, channels] put together anew: result [places.length, channels], as `shape`. */
export function gather(
  input: number,
  shape: readonly number[],
  from: { readonly places: Places; readonly size: number; readonly channels: number },
): Op {
  return linear(input, shape, gatherMap(from.places, from.size, from.channels));
}

function gatherMap(places: Places, size: number, channels: number): LinearMap {
  const length = places.length;
  return {
    apply: (x, count) => {
      const y = numbers(count * length * channels);
      for (let n = 0, to = 0; n < count; n++) {
        for (let r = 0; r < length; r++, to += channels) {
          const place = places[r]!;
          if (place < 0) continue;
          const from = (n * size + place) * channels;
          for (let c = 0; c < channels; c++) y[to + c] = x[from + c]!;
        }
      }
      return y;
    },
    transpose: (y, count) => {
      const x = numbers(count * size * channels);
      for (let n = 0, from = 0; n < count; n++) {
        for (let r = 0; r < length; r++, from += channels) {
          const place = places[r]!;
          if (place < 0) continue;
          const to = (n * size + place) * channels;
          for (let c = 0; c < channels; c++) x[to + c]! += y[from + c]!;
        }
      }
      return x;
    },
  };
}
