import type { DenseFactors } from "../rules/dense.ts";
import type { RowVariances } from "../rule.ts";
import type { PairPartials, PartialsOfPairs } from "./pair-partials.ts";

/** Variances of the rows and their derivatives, [rows, parameters]. */
export interface RowTangents {
  readonly rows: RowVariances;
  readonly left: Float64Array;
  /** The same array as `left` when x₂ is x₁. */
  readonly right: Float64Array;
}

/** Moments of one pair and their derivatives in the parameters. */
export interface PairTangents {
  cov: number;
  ntk: number;
  readonly covTangent: Float64Array;
  readonly ntkTangent: Float64Array;
}

/** A layer whose row quantities are known. */
export interface GradientLayer {
  readonly after: RowTangents;
  /** Carries the pair of rows i and j through the layer, in place. */
  apply(pair: PairTangents, i: number, j: number): void;
}

/** Where the derivatives in a dense layer's standard deviations stand, and the scales behind them. */
export interface DenseParameters {
  readonly factors: DenseFactors;
  readonly weight: number;
  /** −1 without a bias. */
  readonly bias: number;
  /** dscale/dweightStd and dbias/dbiasStd. */
  readonly scaleRate: number;
  readonly biasRate: number;
}

/** K' = scale K + bias, Θ' = scale Θ + its own part (see `denseFactors`). */
export function denseGradient(
  { factors, weight, bias, scaleRate, biasRate }: DenseParameters,
  before: RowTangents,
  count: number,
): GradientLayer {
  const { scale, fromOutput, fromInput, constant } = factors;
  const side = (q: Float64Array, tangent: Float64Array) => {
    const result = tangent.map((value) => scale * value);
    q.forEach((value, i) => {
      result[i * count + weight]! += scaleRate * value;
      if (bias >= 0) result[i * count + bias]! += biasRate;
    });
    return { q: q.map((value) => scale * value + factors.bias), tangent: result };
  };
  return {
    after: mapSides(before, side),
    apply(pair) {
      const { covTangent, ntkTangent } = pair;
      const [c, theta] = [pair.cov, pair.ntk];
      pair.cov = scale * c + factors.bias;
      pair.ntk = scale * theta + fromInput * c + fromOutput * pair.cov + constant;
      for (let p = 0; p < count; p++) {
        const dc = covTangent[p]!;
        const own = (p === weight ? scaleRate * c : 0) + (p === bias ? biasRate : 0);
        covTangent[p] = scale * dc + own;
        const scaled = p === weight ? scaleRate * theta : 0;
        ntkTangent[p] =
          scale * ntkTangent[p]! + scaled + fromInput * dc + fromOutput * covTangent[p]!;
      }
    },
  };
}

/** K' = E φφ, Θ' = E φ'φ' Θ. */
export function activationGradient(
  partialsOf: (rows: RowVariances) => PartialsOfPairs,
  before: RowTangents,
  count: number,
): GradientLayer {
  const partials = partialsOf(before.rows);
  const side = (q: Float64Array, tangent: Float64Array) => {
    const { variance, growth } = q === before.rows.left ? partials.left : partials.right;
    return {
      q: variance,
      tangent: tangent.map((value, k) => growth[Math.floor(k / count)]! * value),
    };
  };
  const found: PairPartials = {
    value: 0,
    slope: 0,
    valueLeft: 0,
    valueRight: 0,
    slopeLeft: 0,
    slopeRight: 0,
    slopeCov: 0,
  };
  return {
    after: mapSides(before, side),
    apply(pair, i, j) {
      partials.fill(found, i, j, pair.cov);
      const { covTangent, ntkTangent, ntk } = pair;
      pair.cov = found.value;
      pair.ntk = found.slope * ntk;
      for (let p = 0; p < count; p++) {
        const dc = covTangent[p]!;
        const [d1, d2] = [before.left[i * count + p]!, before.right[j * count + p]!];
        covTangent[p] = found.slope * dc + found.valueLeft * d1 + found.valueRight * d2;
        const turn = found.slopeCov * dc + found.slopeLeft * d1 + found.slopeRight * d2;
        ntkTangent[p] = found.slope * ntkTangent[p]! + turn * ntk;
      }
    },
  };
}

function mapSides(
  { rows, left, right }: RowTangents,
  side: (q: Float64Array, tangent: Float64Array) => { q: Float64Array; tangent: Float64Array },
): RowTangents {
  const first = side(rows.left, left);
  const second = rows.right === rows.left ? first : side(rows.right, right);
  return {
    rows: { left: first.q, right: second.q },
    left: first.tangent,
    right: second.tangent,
  };
}
