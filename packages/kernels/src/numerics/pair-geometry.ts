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
  const cross = pDiff * q2 - p2 * qDiff;
  if (cross === 0) return 0;
  const turn = cross / (Math.sqrt(p1 * q2) + Math.sqrt(q1 * p2));
  const radii = Math.sqrt((p1 + q1) * (p2 + q2)) + Math.sqrt(p1 * p2) + Math.sqrt(q1 * q2);
  return (2 * turn * turn) / radii;
}
