export type { Cholesky } from "./cholesky.ts";
export type { EigenSymmetric } from "./eigen-symmetric.ts";
export type { CallOptions, Engine } from "./engine.ts";
export { NumericalError, ShapeError } from "./errors.ts";
export type { NumericalReason } from "./errors.ts";
export { matrix } from "./matrix.ts";
export type { Matrix } from "./matrix.ts";
