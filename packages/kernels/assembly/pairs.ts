// What layers do to blocks of pairs, two pairs at a time. A block is five arrays of 512 numbers, one
// behind the other: cov, apart, together, diff, ntk (see src/pair-block.ts). Every pair is computed on
// its own, so its bits depend neither on its neighbours nor on the thread. Rounded operations only:
// the same bits on every machine. Functions may read and write one pair beyond an odd length.

export { inputMoments } from "./pairs/input-moments";
export { dense, layerNorm } from "./pairs/linear";
export { abRelu } from "./pairs/ab-relu";
export { erf, gelu } from "./pairs/erf-gelu";
export { exponentials, gaussian, sinusoid } from "./pairs/exponentials";
export { largest, smooth } from "./pairs/smooth";
export { correlations, series } from "./pairs/series";
export { halfSines, lookUp } from "./pairs/angle-table";
