import { linear } from "./linear.ts";
import type { LinearMap } from "./linear.ts";
import type { Op } from "./op.ts";
import { like } from "./series.ts";

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
  const runs = runsOf(places, channels);
  const [from, to] = [size * channels, places.length * channels];
  return {
    apply: (x, count) => {
      const y = like(x, count * to);
      for (let n = 0; n < count; n++) {
        for (let r = 0; r < runs.length; r += 3) {
          const [source, target] = [n * from + runs[r]!, n * to + runs[r + 1]!];
          for (let c = 0; c < runs[r + 2]!; c++) y[target + c] = x[source + c]!;
        }
      }
      return y;
    },
    transpose: (y, count) => {
      const x = like(y, count * from);
      for (let n = 0; n < count; n++) {
        for (let r = 0; r < runs.length; r += 3) {
          const [target, source] = [n * from + runs[r]!, n * to + runs[r + 1]!];
          for (let c = 0; c < runs[r + 2]!; c++) x[target + c]! += y[source + c]!;
        }
      }
      return x;
    },
  };
}

/**
 * Pieces that lie one after the other on both sides, as a row of a window does: where each begins in
 * the signal and in the result, and how many numbers it has.
 */
function runsOf(places: Places, channels: number): Int32Array {
  const runs: number[] = [];
  for (let r = 0; r < places.length; r++) {
    const place = places[r]!;
    if (place < 0) continue;
    if (r > 0 && places[r - 1]! >= 0 && place === places[r - 1]! + 1) {
      runs[runs.length - 1]! += channels;
    } else {
      runs.push(place * channels, r * channels, channels);
    }
  }
  return Int32Array.from(runs);
}
