/**
 * The pseudo-NTK: one function of a network's outputs in place of all of them.
 *
 * @module
 */
export { kernelBytes } from "./kernel-bytes.ts";
export type { KernelBytes } from "./kernel-bytes.ts";
export { pseudoNtk } from "./pseudo-ntk.ts";
export type { PseudoNtkOptions } from "./pseudo-ntk.ts";
export { pseudoRegression } from "./pseudo-regression.ts";
export type { PseudoRegressionOptions } from "./pseudo-regression.ts";
export { pseudoDistance } from "./pseudo-distance.ts";
export type { PseudoDistance, PseudoDistanceOptions } from "./pseudo-distance.ts";
export { pseudoDistanceSample } from "./pseudo-distance-sample.ts";
export type { SampledDistance, SampleOptions } from "./pseudo-distance-sample.ts";
