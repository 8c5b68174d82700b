// Layers on planes of pairs of places, in float64 and float32. A plane has the squared distances
// D = q1 + q2 - 2K and the tangent kernel T of the places p of one image and p + e of the other, in one
// stretch of memory with margins; pointers and lengths count bytes, lengths are multiples of 32.
//
// D, not the covariance K, is carried along: convolutions act on it as on K, a place compared with its
// duplicate keeps exactly 0, and the angle theta between two places, sin^2(theta / 2) = (D - (s1 - s2)^2) /
// (4 s1 s2), is free of cancellation. Places outside of an image have standard deviation s = 0.

export {
  abRelu32,
  abRelu64,
  abReluPlanes32,
  abReluPlanes64,
} from "./planes/ab-relu";
export {
  deviations32,
  deviations64,
  distances32,
  distances64,
  outside32,
  outside64,
  sums32,
  sums64,
  sumsAddress,
} from "./planes/images";
export {
  linear32,
  linear64,
} from "./planes/linear";
export {
  pool32,
  pool64,
  pooled32,
  pooled64,
} from "./planes/pools";
export {
  smooth32,
  smooth64,
  smoothVariances32,
  smoothVariances64,
} from "./planes/smooth";
export {
  windowSums32,
  windowSums64,
} from "./planes/window-sums";

/** First address that planes may use. */
export function heapBase(): usize {
  return __heap_base;
}
