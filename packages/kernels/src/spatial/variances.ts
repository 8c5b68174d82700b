/** Variances of one side of a field: of place p, or of place p and a lane. */
export interface Variances {
  readonly values: Float64Array;
  /** Index of place 0 and lane 0. */
  readonly base: number;
  /** How far one place is from the next; lanes are neighbours. */
  readonly step: number;
}

/** The variance of a place (and lane) of one side. */
export function varianceAt(side: Variances, place: number, lane = 0): number {
  return side.values[side.base + place * side.step + lane]!;
}
