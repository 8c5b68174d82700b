import type { Numbers } from "../ops/series.ts";

/** A function of one number, with what differentiation needs. */
export interface Activation {
  readonly phi: (x: number) => number;
  /** φ'(x); at a kink the derivative from the side of smaller x, of |x| and sign x zero. */
  readonly derivative: (x: number) => number;
  /** The same in loops of its own, which take a fifth of the time of calls for every number. */
  readonly loops?: ActivationLoops;
  /** It has a kink at 0, so that units are on or off. */
  readonly kinked?: boolean;
  /** Coefficients t of φ(x + h) = Σ t[k] hᵏ, k from 0 to degree. Needed for expansions beyond degree 1. */
  readonly taylor?: (x: number, degree: number) => number[];
}

/** An activation and its derivative for many numbers. */
export interface ActivationLoops {
  /** Writes φ(x) to `y`. */
  readonly values: (x: Numbers, y: Numbers) => void;
  /** Writes φ'(x) to `slopes`, given φ(x) as `y`. */
  readonly slopes: (x: Numbers, y: Numbers, slopes: Numbers) => void;
}
