/**
 * R (sin θ − θ cos θ) from `sine` = R sin θ and `cosine` = R cos θ; by the series
 * θ³ (1/3 − θ²/30 + θ⁴/840 − …) where the two terms cancel.
 *
 * @param radius - R
 */
export function bend(theta: number, sine: number, cosine: number, radius: number): number {
  if (theta > SERIES_BELOW) return sine - theta * cosine;
  const t = theta * theta;
  return radius * theta * t * (1 / 3 - t * (1 / 30 - t * (1 / 840 - t * tail(t))));
}

/** At 0.25 the next term of the series is 2e-18 of the first. */
const SERIES_BELOW = 0.25;

function tail(t: number): number {
  return 1 / 45360 - t * (1 / 3991680 - t / 518918400);
}

/**
 * 2(√((p₁+q₁)(p₂+q₂)) − √(p₁p₂) − √(q₁q₂)) = 2(√(p₁q₂) − √(q₁p₂))² / (√(…) + √(p₁p₂) + √(q₁q₂)):
 * by how much radii of sums exceed sums of radii. Both inputs gain it in `apart` and `together`.
 *
 * @param pDiff - p₁ − p₂
 * @param qDiff - q₁ − q₂
 */
export function radiusExcess(
  p1: number,
  p2: number,
  pDiff: number,
  q1: number,
  q2: number,
  qDiff: number,
): number {
  const [s1, s2] = [p1 + q1, p2 + q2];
  const size = s1 * s2;
  if (size > LARGEST_PRODUCT || size < SMALLEST_PRODUCT) {
    if (s1 === 0 || s2 === 0) return 0;
    const scaled = radiusExcess(p1 / s1, p2 / s2, pDiff / s1, q1 / s1, q2 / s2, qDiff / s1);
    return Math.sqrt(s1) * Math.sqrt(s2) * scaled;
  }
  const cross = pDiff * q2 - p2 * qDiff;
  const sum = Math.sqrt(p1 * q2) + Math.sqrt(q1 * p2);
  // A part or an input that is 0: rounding of the differences must not be divided by it.
  if (cross === 0 || sum === 0) return 0;
  const turn = cross / sum;
  const radii = Math.sqrt(size) + Math.sqrt(p1 * p2) + Math.sqrt(q1 * q2);
  return (2 * turn * turn) / radii;
}

/** √(square + x²) for square ≥ x ≥ 0, also where x² leaves the range of doubles. */
export function hypotenuse(square: number, x: number): number {
  if (x <= LARGEST_SQUARED) return Math.sqrt(square + x * x);
  return Math.sqrt(square * DOWN * DOWN + (x * DOWN) ** 2) / DOWN;
}

const LARGEST_SQUARED = 1e150;

/** An exact factor that brings the squares of all larger numbers into range. */
const DOWN = 2 ** -520;

/** Beyond these, products of two variances leave the range of doubles. */
const [SMALLEST_PRODUCT, LARGEST_PRODUCT] = [1e-280, 1e300];
