/** E φφ and E φ'φ' of a pair with their derivatives in the variances and the covariance. */
export interface PairPartials {
  value: number;
  slope: number;
  /** ∂ E φφ / ∂q₁, ∂q₂; in c it is `slope`. */
  valueLeft: number;
  valueRight: number;
  slopeLeft: number;
  slopeRight: number;
  slopeCov: number;
}

/** An activation whose row quantities are known. */
export interface PartialsOfPairs {
  /** k(q) and dk/dq of the rows on either side. */
  readonly left: VarianceGrowth;
  readonly right: VarianceGrowth;
  /** Fills `into` for rows i and j of covariance c. */
  fill(into: PairPartials, i: number, j: number, c: number): void;
}

/** Variances after an activation, and their derivatives in those before. */
export interface VarianceGrowth {
  readonly variance: Float64Array;
  readonly growth: Float64Array;
}
