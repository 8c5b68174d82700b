/** dy/dt = derivative(y) from a starting point. */
export interface OdeProblem {
  readonly derivative: (y: Float64Array) => Promise<Float64Array>;
  readonly start: OdePoint;
  /** Where the solution is wanted, ascending, none before the start. */
  readonly times: readonly number[];
  /** Accepted local error: atol + rtol |y|, root mean square over the entries. */
  readonly rtol: number;
  readonly atol: number;
  readonly maxSteps: number;
}

/** A point of a solution; `step` is the size to go on with. */
export interface OdePoint {
  readonly time: number;
  readonly values: Float64Array;
  readonly step?: number | undefined;
}

/** The solution at the times asked for; the last one is a point to go on from. */
export interface OdeSolution {
  readonly values: readonly Float64Array[];
  readonly end: OdePoint;
  readonly steps: number;
}
