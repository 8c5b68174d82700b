import { erfcx, gaussLegendre, normalCdf } from "@ntkit/linalg";
import type { RowVariances } from "../rule.ts";
import type { BoundDual, Dual } from "./dual.ts";
import { scalarDual } from "./scalar.ts";

/**
 * φ(x) = x for x > 0 and α(eˣ − 1) for x ≤ 0.
 *
 * In polar coordinates the radial integral is in closed form, which leaves one integral over the
 * angle in each quadrant of signs (see {@link eluMoments}): about 100 evaluations of erfcx a pair.
 * For radii too small or too large for that, one of two nested integrals is in closed form.
 *
 * @see Tsuchida, Pearce, van der Heide, Roosta & Gallagher 2021 (arXiv:2002.08517) for the form
 *   in bivariate normal probabilities, which cancels for large variances
 */
export function eluDual(alpha: number): Dual {
  const nested = nestedEluDual(alpha);
  return {
    parity: "none",
    bind(rows: RowVariances, store): BoundDual {
      const fallback = nested.bind(rows, store);
      let last = { row: -1, column: -1, c: NaN, sine: NaN, value: NaN, slope: NaN };
      const moments = (row: number, column: number, c: number, sine: number): typeof last => {
        // Value and slope are asked for one after the other and come from the same integrals.
        if (last.row === row && last.column === column && last.c === c && last.sine === sine) {
          return last;
        }
        const r1 = Math.sqrt(rows.left[row]!);
        const r2 = Math.sqrt(rows.right[column]!);
        const { value, slope } =
          Math.min(r1, r2) < SMALLEST_RADIUS || Math.max(r1, r2) > LARGEST_RADIUS
            ? {
                value: fallback.value(row, column, c, sine),
                slope: fallback.slope(row, column, c, sine),
              }
            : eluMoments(alpha, r1, r2, Math.atan2(sine, c));
        last = { row, column, c, sine, value, slope };
        return last;
      };
      return {
        ...fallback,
        value: (...pair) => moments(...pair).value,
        slope: (...pair) => moments(...pair).slope,
      };
    },
  };
}

/** Below this the differences of radial integrals cancel. */
const SMALLEST_RADIUS = 0.1;

/** Above this the integrands change too fast at the ends of their intervals for the rule below. */
const LARGEST_RADIUS = 3;

const { nodes, weights } = gaussLegendre(24);

/**
 * With R(k) = ∫ s e^(−s²/2 − ks) ds, S(k) = ∫ s² e^(−s²/2 − ks) ds over s > 0, θ the angle and t the
 * angle from the quadrant's edge:
 *
 * E φφ = ReLU's + (α/2π) ∫₀^θ [r₁ sin t (S(r₂ sin(θ−t)) − S(0)) + r₂ sin t (S(r₁ sin(θ−t)) − S(0))] dt
 *   + (α²/2π) ∫₀^(π−θ) [1 − R(k) − R(l) + R(k+l)] dt, k = r₁ sin(θ+t), l = r₂ sin t,
 * E φ'φ' = (π−θ)/2π + (α/2π) ∫₀^θ [R(r₂ sin(θ−t)) + R(r₁ sin(θ−t))] dt + (α²/2π) ∫₀^(π−θ) R(k+l) dt.
 */
function eluMoments(
  alpha: number,
  r1: number,
  r2: number,
  theta: number,
): { value: number; slope: number } {
  const rest = Math.PI - theta;
  let [mixed, mixedSlope, negative, negativeSlope] = [0, 0, 0, 0];
  for (let n = 0; n < nodes.length; n++) {
    const fraction = (nodes[n]! + 1) / 2;
    const from = Math.sin(theta * fraction);
    const to = Math.sin(theta * (1 - fraction));
    const [a, b] = [radial(r1 * to), radial(r2 * to)];
    const gain = r1 * from * (b.second - SECOND_AT_0) + r2 * from * (a.second - SECOND_AT_0);
    mixed += weights[n]! * gain;
    mixedSlope += weights[n]! * (a.first + b.first);
    const k = r1 * Math.sin(theta + rest * fraction);
    const l = r2 * Math.sin(rest * fraction);
    const both = radial(k + l).first;
    negative += weights[n]! * (1 - radial(k).first - radial(l).first + both);
    negativeSlope += weights[n]! * both;
  }
  const relu = r1 * r2 * (Math.sin(theta) + rest * Math.cos(theta));
  const halves = [(alpha * theta) / 2, (alpha * alpha * rest) / 2] as const;
  return {
    value: (relu + halves[0] * mixed + halves[1] * negative) / (2 * Math.PI),
    slope: (rest + halves[0] * mixedSlope + halves[1] * negativeSlope) / (2 * Math.PI),
  };
}

const SECOND_AT_0 = Math.sqrt(Math.PI / 2);

/** R(k) = 1 − k g and S(k) = (1 + k²) g − k, where g = √(π/2) erfcx(k/√2). */
function radial(k: number): { first: number; second: number } {
  const g = SECOND_AT_0 * erfcx(k / Math.SQRT2);
  return { first: 1 - k * g, second: (1 + k * k) * g - k };
}

/**
 * The dual by one integral over u of the mean of φ(v) given u. With t = μ/σ, Φ the normal
 * distribution function and n its density,
 *
 * E φ(μ + σz) = μ Φ(t) + σ n(t) + α [T − Φ(−t)], E φ'(μ + σz) = Φ(t) + α T,
 * T = e^(μ + σ²/2) Φ(−t − σ).
 */
function nestedEluDual(alpha: number): Dual {
  return scalarDual({
    parity: "none",
    width: 1,
    kinks: [0],
    phi: (x) => (x > 0 ? x : alpha * Math.expm1(x)),
    derivative: (x) => (x > 0 ? 1 : alpha * Math.exp(x)),
    mean(mu, sigma) {
      if (sigma === 0) return mu > 0 ? mu : alpha * Math.expm1(mu);
      const t = mu / sigma;
      const density = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
      return mu * normalCdf(t) + sigma * density + alpha * below(mu, sigma, density);
    },
    derivativeMean(mu, sigma) {
      if (sigma === 0) return mu > 0 ? 1 : alpha * Math.exp(mu);
      return normalCdf(mu / sigma) + alpha * tilted(mu, sigma);
    },
  });
}

/**
 * E (eᵛ − 1) 1[v < 0] = T − Φ(−t). Close to 0, where that cancels, Σ_j E vʲ 1[v < 0] / j!, whose moments
 * follow from one another by partial integration.
 */
function below(mu: number, sigma: number, density: number): number {
  const outside = normalCdf(-mu / sigma);
  if (Math.abs(mu) + sigma > NEAR_ZERO) return tilted(mu, sigma) - outside;
  let [before, now, sum, factorial] = [outside, mu * outside - sigma * density, 0, 1];
  for (let j = 1; j <= SERIES_TERMS; j++) {
    factorial *= j;
    sum += now / factorial;
    [before, now] = [now, mu * now + j * sigma * sigma * before];
  }
  return sum;
}

/** Up to here the series has full accuracy after so many terms. */
const NEAR_ZERO = 0.5;
const SERIES_TERMS = 20;

/** e^(μ + σ²/2) Φ(−μ/σ − σ), the mass of e^x below 0; scaled so that nothing overflows. */
function tilted(mu: number, sigma: number): number {
  const t = mu / sigma;
  return t + sigma > 0
    ? 0.5 * Math.exp((-t * t) / 2) * erfcx((t + sigma) / Math.SQRT2)
    : Math.exp(mu + (sigma * sigma) / 2) * normalCdf(-t - sigma);
}
