/**
 * (√q₁ − √q₂)² from q₁ − q₂, exact when the two are close.
 *
 * @param radii - √q₁ + √q₂
 */
export function radiusGapSquared(diff: number, radii: number): number {
  if (diff === 0) return 0;
  const gap = diff / radii;
  return gap * gap;
}

/**
 * √P sin θ, the part of one input that is orthogonal to the other times the other's radius, from
 * (gap − offset)(sum − offset) = 4P sin² θ, without the cancellation in √(P − c²).
 */
export function sineComponent(gap: number, sum: number, offset: number): number {
  return Math.sqrt(Math.max(gap - offset, 0) * Math.max(sum - offset, 0)) / 2;
}

/**
 * √P (sin θ − θ cos θ) from `sine` = √P sin θ and `cosine` = √P cos θ; by the series
 * θ³ (1/3 − θ²/30 + θ⁴/840 − …) where the two terms cancel.
 *
 * @param radius - √P
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
