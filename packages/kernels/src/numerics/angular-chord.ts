import { gaussLegendre } from "@ntkit/linalg";
import type { BoundDual } from "../duals/dual.ts";

/**
 * 2 (E φφ at angle 0 − E φφ at angle θ) = 2 √P ∫₀^θ E φ'φ'(t) sin t dt, by Price's theorem.
 *
 * The integrand is analytic in the angle, also for φ with kinks, and free of cancellation.
 */
export function angularChord(
  bound: BoundDual,
  row: number,
  column: number,
  c: number,
  sine: number,
): number {
  if (sine === 0 && c >= 0) return 0;
  const theta = Math.atan2(sine, c);
  const radius = Math.hypot(sine, c);
  const { nodes, weights } = theta < SMALL_ANGLE ? few : many;
  let integral = 0;
  for (let k = 0; k < nodes.length; k++) {
    const t = (theta * (nodes[k]! + 1)) / 2;
    const sin = Math.sin(t);
    integral += weights[k]! * sin * bound.slope(row, column, radius * Math.cos(t), radius * sin);
  }
  return integral * theta * radius;
}

const SMALL_ANGLE = 0.1;
const few = gaussLegendre(5);
const many = gaussLegendre(24);
