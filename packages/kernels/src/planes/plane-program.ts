/** Heights and widths: two numbers for two axes. */
export type Sides = readonly [number, number];

/** What an activation does to planes. */
export type PlaneActivation =
  | { readonly type: "none" }
  | {
      /** a min(x, 0) + b max(x, 0): κ = (a² + b²)/2, g = (a − b)²/2π. */
      readonly type: "abRelu";
      readonly kappa: number;
      readonly g: number;
      /** Whether covariances before it can be negative. */
      readonly obtuse: boolean;
    }
  | {
      /** x Φ(x), or value and slope are 2a²/π and 4a²b²/π of a erf(b x). */
      readonly type: "smooth";
      readonly gelu: boolean;
      /** b², ½ for x Φ(x). */
      readonly b2: number;
      readonly value: number;
      readonly slope: number;
    };

/**
 * A convolution or dense layer with the activation that follows: with sums over a window,
 * K' = scale ΣK + bias, Θ' = scale ΣΘ + own K' + constant.
 */
export interface PlaneLayer {
  /** The window reaches from p − low to p + high. */
  readonly low: Sides;
  readonly high: Sides;
  /** Places that there are after the layer, from (0, 0) on; what lies beyond is outside. */
  readonly size: Sides;
  readonly scale: number;
  readonly bias: number;
  readonly own: number;
  readonly constant: number;
  readonly activation: PlaneActivation;
}

/**
 * Where the places of an image lie in memory. Displacements e count modulo `period`: with margins of
 * places outside between the end and the beginning, one plane holds those of e and of e − period.
 */
export interface PlaneGeometry {
  readonly size: Sides;
  readonly period: Sides;
  /** Rows and columns beyond the first and the last place that windows reach. */
  readonly low: Sides;
  readonly high: Sides;
  /** Whether the other end lies beyond an end. */
  readonly circular: boolean;
}

/** Means over windows without overlap; what does not fill a window is left out. */
export interface PlanePool {
  readonly window: Sides;
  /** What sums over both windows are multiplied by. */
  readonly scale: number;
}

/** Layers in which no displacement meets another, then perhaps a pool, in which they do. */
export interface PlaneStage {
  readonly geometry: PlaneGeometry;
  readonly layers: readonly PlaneLayer[];
  readonly pool: PlanePool | null;
}

/** A network as a recursion over planes of pairs of places, as plain data. */
export interface PlaneProgram {
  readonly channels: number;
  readonly stages: readonly PlaneStage[];
  /** Which pairs of places the readout sums: equal ones, or all. */
  readonly readout: "equal" | "all";
  /** K' = scale K + bias, Θ' = tangent Θ + own K + constant for sums K and Θ: the readout and all behind it. */
  readonly head: PlaneHead;
}

/** A linear map of the sums over places. */
export interface PlaneHead {
  readonly scale: number;
  readonly bias: number;
  readonly tangent: number;
  readonly own: number;
  readonly constant: number;
}
