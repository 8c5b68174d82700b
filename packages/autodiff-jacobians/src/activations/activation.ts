/** A function of one number, with what differentiation needs. */
export interface Activation {
  readonly phi: (x: number) => number;
  /** φ'(x); at a kink the derivative from the side of smaller x, of |x| and sign x zero. */
  readonly derivative: (x: number) => number;
  /** φ'(x) from x and φ(x), where that takes less time than `derivative`. */
  readonly derivativeFromValue?: (x: number, value: number) => number;
  /** It has a kink at 0, so that units are on or off. */
  readonly kinked?: boolean;
  /** Coefficients t of φ(x + h) = Σ t[k] hᵏ, k from 0 to degree. Needed for expansions beyond degree 1. */
  readonly taylor?: (x: number, degree: number) => number[];
}
