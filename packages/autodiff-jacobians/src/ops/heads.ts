import type { Op } from "./op.ts";
import { multiplySeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** T places, each with H heads of C channels. */
export interface Heads {
  readonly places: number;
  readonly heads: number;
  readonly channels: number;
}

/** S[h, t, u] = factor Σ_c x[t, h, c] y[u, h, c]. */
export function scores(x: number, y: number, sizes: Heads, factor: number): Op {
  const { heads, places } = sizes;
  return {
    inputs: [x, y],
    shape: [heads, places, places],
    forward: ([a, b]) => multiplySeries(a!, b!, (p, q, into) => inner(p, q, sizes, factor, into)),
    pull: (s, { inputs: [a, b] }) => [
      outer(s, b!, sizes, factor, false),
      outer(s, a!, sizes, factor, true),
    ],
  };
}

/** Y[t, h, c] = Σ_u G[h, t, u] v[u, h, c]. */
export function mix(g: number, v: number, sizes: Heads): Op {
  const { places, heads, channels } = sizes;
  return {
    inputs: [g, v],
    shape: [places, heads * channels],
    forward: ([a, b]) => multiplySeries(a!, b!, (p, q, into) => outer(p, q, sizes, 1, false, into)),
    pull: (y, { inputs: [a, b] }) => [inner(y, b!, sizes, 1), outer(a!, y, sizes, 1, true)],
  };
}

/** Σ_c x[t, h, c] y[u, h, c] for every example; the shorter array is repeated. */
function inner(
  x: Numbers,
  y: Numbers,
  { places, heads, channels }: Heads,
  factor: number,
  into?: Numbers,
): Numbers {
  const size = places * heads * channels;
  const count = Math.max(x.length, y.length) / size;
  const s = into ?? like(x, count * heads * places * places);
  for (let n = 0, at = 0; n < count; n++) {
    const [left, right] = [(n * size) % x.length, (n * size) % y.length];
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < places; t++) {
        for (let u = 0; u < places; u++, at++) {
          let p = left + (t * heads + h) * channels;
          let q = right + (u * heads + h) * channels;
          let sum = 0;
          for (let c = 0; c < channels; c++) sum += x[p++]! * y[q++]!;
          s[at]! += factor * sum;
        }
      }
    }
  }
  return s;
}

/** factor Σ_u G[h, t, u] v[u, h, c] (transposed: G[h, u, t]) for every example, the shorter array repeated. */
function outer(
  g: Numbers,
  v: Numbers,
  { places, heads, channels }: Heads,
  factor: number,
  transposed: boolean,
  into?: Numbers,
): Numbers {
  const [square, size] = [heads * places * places, places * heads * channels];
  const count = Math.max(g.length / square, v.length / size);
  const y = into ?? like(g, count * size);
  for (let n = 0; n < count; n++) {
    const [weights, values] = [(n * square) % g.length, (n * size) % v.length];
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < places; t++) {
        const to = n * size + (t * heads + h) * channels;
        for (let u = 0; u < places; u++) {
          const place = transposed ? u * places + t : t * places + u;
          const weight = factor * g[weights + h * places * places + place]!;
          const from = values + (u * heads + h) * channels;
          for (let c = 0; c < channels; c++) y[to + c]! += weight * v[from + c]!;
        }
      }
    }
  }
  return y;
}
