import type { Places } from "./gather.ts";
import type { Op } from "./op.ts";
import { mapSeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/**
 * The largest number of every window of `window` places, channel by channel; of equal ones the first,
 * which alone gets the derivative.
 */
export function largest(
  input: number,
  shape: readonly number[],
  from: {
    readonly places: Places;
    readonly window: number;
    readonly size: number;
    readonly channels: number;
  },
): Op {
  const { size, channels } = from;
  return {
    inputs: [input],
    shape,
    forward: ([x], { examples }) => {
      const chosen = choose(x![0]!, examples, from);
      return mapSeries(x!, (c) => pick(c, chosen));
    },
    pull: (cotangent, { inputs: [x], output }, { examples }) => {
      const chosen = choose(x!, examples, from);
      const back = like(cotangent, (cotangent.length / output.length) * x!.length);
      const step = examples * size * channels;
      for (let at = 0; at < cotangent.length; at++) {
        const cycle = Math.floor(at / chosen.length);
        back[cycle * step + chosen[at % chosen.length]!]! += cotangent[at]!;
      }
      return [back];
    },
  };
}

function pick(x: Numbers, chosen: Int32Array): Numbers {
  const y = like(x, chosen.length);
  for (let i = 0; i < y.length; i++) y[i] = x[chosen[i]!]!;
  return y;
}

/** Where in x [examples, size, channels] the number is that each one of the result shows. */
function choose(
  x: Numbers,
  examples: number,
  { places, window, size, channels }: Parameters<typeof largest>[2],
): Int32Array {
  const outputs = places.length / window;
  const chosen = new Int32Array(examples * outputs * channels).fill(-1);
  for (let n = 0, at = 0; n < examples; n++) {
    for (let o = 0; o < outputs; o++) {
      for (let c = 0; c < channels; c++, at++) {
        for (let k = 0; k < window; k++) {
          const place = places[o * window + k]!;
          if (place < 0) continue;
          const from = (n * size + place) * channels + c;
          if (chosen[at]! < 0 || x[from]! > x[chosen[at]!]!) chosen[at] = from;
        }
      }
    }
  }
  return chosen;
}
