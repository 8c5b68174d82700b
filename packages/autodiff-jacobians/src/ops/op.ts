import type { Engine } from "@ntkit/linalg";
import type { SiteFactors, SiteName } from "../factors/factors.ts";
import type { Outers } from "./outer.ts";
import type { Numbers, Series } from "./series.ts";

/** What a run of a plan gives to its operations. */
export interface Run {
  readonly engine: Engine;
  readonly signal: AbortSignal | undefined;
  /** Number of examples. */
  readonly examples: number;
  /** Where cotangents are noted that are products of few numbers. */
  readonly outers: Outers;
  /** The parameter of this name along the line in parameter space. */
  readonly parameter: (name: string) => Series;
  /** The same times the factor in front of it. */
  readonly scaled: (name: string) => Series;
}

/** What an operation read and gave when it ran forward. */
export interface Saved {
  readonly inputs: readonly Numbers[];
  readonly output: Numbers;
  /** Nobody else reads the cotangent of the result: `pull` may write over it. */
  readonly free: boolean;
}

/**
 * One operation of a plan, on arrays [N, ...shape].
 *
 * Backward, arrays are [Q, N, ...shape]: cotangents of Q functions of the outputs at once. Every
 * operation treats examples separately.
 */
export interface Op {
  /** Slots that it reads; its own result has the slot of its place in the plan. */
  readonly inputs: readonly number[];
  /** Shape of the result, without examples. */
  readonly shape: readonly number[];
  forward(inputs: readonly Series[], run: Run): Series | Promise<Series>;
  /** Cotangents of the inputs from those of the result; undefined where nothing flows back. */
  pull(cotangent: Numbers, saved: Saved, run: Run): Pulled | Promise<Pulled>;
  /** It is an activation with a kink at 0. */
  readonly kinked?: boolean;
  /** What it is to its parameter, if it has one. */
  readonly site?: Site;
}

export type Pulled = readonly (Numbers | undefined)[];

/** Of a site: positions that share the parameter, and numbers that enter and leave at each of them. */
export interface Extent {
  readonly positions: number;
  readonly inputs: number;
  readonly units: number;
}

/** An operation's part in the Jacobian. */
export interface Site {
  readonly parameter: string;
  readonly extent: Extent;
  /** It reads the parameter times the factor in front of it, and never alone. */
  readonly scaled?: boolean;
  factors(cotangent: Numbers, saved: Saved, run: Run, name: SiteName): SiteFactors;
  /** Derivative of one function (Q = 1) with respect to the parameter, summed over examples. */
  gradient(cotangent: Numbers, saved: Saved, run: Run): Numbers | Promise<Numbers>;
}

/** Product of sizes. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
