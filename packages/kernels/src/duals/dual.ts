import type { RowStore } from "../row-store.ts";
import type { RowVariances } from "../rule.ts";
import type { PairKernels } from "../wasm/pair-kernels.ts";
import type { SeriesPair } from "./mehler.ts";

/** Row quantities of an activation, for inputs of variance q = r². */
export interface RowProfile {
  /** k(q) = E φ(rz)², z ~ N(0, 1): the variance after the activation, shape [rows]. */
  readonly variance: Float64Array;
  /** dk/dq of a row. */
  readonly growth: (row: number) => number;
  /** E[z² φ'(rz)²] / 4q − k'² / 4k of a row: how much of a change of q turns the output and not just scales it. */
  readonly spread: (row: number) => number;
}

/** A dual whose row quantities are known. Rows are named by their index on either side. */
export interface BoundDual {
  readonly left: RowProfile;
  readonly right: RowProfile;
  /** E φ(u)φ(v) for covariance `c` = √P cos θ; `sine` = √P sin θ is given because √(P − c²) cancels. */
  value(row: number, column: number, c: number, sine: number): number;
  /** E φ'(u)φ'(v), the derivative of `value` in c (Price's theorem). */
  slope(row: number, column: number, c: number, sine: number): number;
  /** 2(√(k(q₁) k(q₂)) − E φ(r₁z)φ(r₂z)): how far apart the outputs are when the angle is 0. */
  radialChord(row: number, column: number): number;
  /** Both moments as series with coefficients of single rows, when every pair has them. */
  readonly series?: SeriesPair;
}

/** An activation as its dual, the map from second moments to second moments. */
export interface Dual {
  readonly parity: Parity;
  /** The activation itself, where it is analytic: its Hermite series converge geometrically. */
  readonly activation?: ScalarActivation;
  /** Its closed form on a machine. */
  readonly kernel?: SmoothKernel;
  bind(rows: RowVariances, store: RowStore): BoundDual;
}

/** Evaluates the closed form of a block of pairs by the pair kernels; addresses of its operands. */
export type SmoothKernel = (
  kernels: PairKernels,
  block: number,
  length: number,
  q1: number,
  q2: number,
  values: number,
  slopes: number,
) => void;

/** Whether φ(−x) is −φ(x), φ(x) or neither. */
export type Parity = "odd" | "even" | "none";

/** An activation as a function of one number, with what its integration has to know. */
export interface ScalarActivation {
  readonly parity: Parity;
  readonly phi: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** φ is analytic within this distance of the real line, except where it has kinks. */
  readonly width: number;
  /** Whether φ goes on changing over lengths of `width` far from 0; otherwise it does so near its kinks. */
  readonly oscillates?: boolean;
  /** Points at which φ or one of its derivatives jumps, ascending. */
  readonly kinks?: readonly number[];
}
