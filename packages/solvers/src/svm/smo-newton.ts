import { matrix, NumericalError } from "@ntkit/linalg";
import type { Cholesky } from "@ntkit/linalg";
import type { ResolvedOptions } from "../solver-options.ts";
import { assign, snap } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";

/** Rows whose coefficient is at neither bound. */
export function freeRows({ size, rise, fall }: SmoState): number[] {
  const free: number[] = [];
  for (let t = 0; t < size; t++) if (rise[t] === 0 && fall[t] === 0) free.push(t);
  return free;
}

/**
 * Added to the diagonal of K_FF, in units of its mean, so that equal rows do not stop the step. It
 * bends the direction only, which stays one of descent; optimality is judged on K itself.
 */
const damping = 1e-10;

/**
 * Moves all free coefficients at once towards the point where the conditions hold exactly for them:
 * K_FF d + b 1 = f_F with Σ d = 0, up to the first bound that is met. The objective never rises.
 *
 * Two-coefficient steps need very many turns when K is badly conditioned and C large; this needs one
 * factorisation of K_FF, O(|F|³ / 3), whatever the condition. Returns whether β changed.
 */
export async function newtonStep(
  state: SmoState,
  free: readonly number[],
  { engine, signal }: ResolvedOptions,
): Promise<boolean> {
  const factor = await freeFactor(state, free, { engine, signal });
  if (factor === undefined) return false;
  const sides = matrix(free.length, 2);
  free.forEach((t, a) => {
    sides.data[2 * a] = state.slack[t]!;
    sides.data[2 * a + 1] = 1;
  });
  const solved = await engine.solveCholesky(factor, sides, { signal });
  const direction = balancedDirection(solved.data);
  const length = largestStep(state, free, direction);
  if (length > 0) move(state, free, direction, length);
  return length > 0;
}

/** Cholesky factor of the damped K_FF, or undefined where K is indefinite. */
async function freeFactor(
  state: SmoState,
  free: readonly number[],
  { engine, signal }: ResolvedOptions,
): Promise<Cholesky | undefined> {
  const n = free.length;
  const block = matrix(n, n);
  const trace = free.reduce((sum, t) => sum + state.diagonal[t]!, 0);
  for (let a = 0; a < n; a++) {
    const row = state.row(free[a]!);
    for (let b = 0; b < n; b++) block.data[a * n + b] = row[free[b]!]!;
    block.data[a * n + a]! += (damping * trace) / n;
  }
  try {
    return await engine.cholesky(block, { signal });
  } catch (error) {
    if (error instanceof NumericalError) return undefined;
    throw error;
  }
}

/** d = u − b v for u = K_FF⁻¹ f_F and v = K_FF⁻¹ 1 in alternation, with the b that makes Σ d = 0. */
function balancedDirection(solved: Float64Array): Float64Array {
  const n = solved.length / 2;
  let [slack, ones] = [0, 0];
  for (let a = 0; a < n; a++) {
    slack += solved[2 * a]!;
    ones += solved[2 * a + 1]!;
  }
  const bias = slack / ones;
  return Float64Array.from({ length: n }, (_, a) => solved[2 * a]! - bias * solved[2 * a + 1]!);
}

/** The largest step in [0, 1] that keeps every free coefficient within its bounds; 0 for no descent. */
function largestStep(
  { beta, slack, lower, upper }: SmoState,
  free: readonly number[],
  direction: Float64Array,
): number {
  let [length, descent] = [1, 0];
  free.forEach((t, a) => {
    const d = direction[a]!;
    descent += slack[t]! * d;
    if (d > 0) length = Math.min(length, (upper[t]! - beta[t]!) / d);
    else if (d < 0) length = Math.min(length, (lower[t]! - beta[t]!) / d);
  });
  return descent > 0 ? length : 0;
}

/** β_F += length · d, landing exactly on the bounds met, and f accordingly. */
function move(
  state: SmoState,
  free: readonly number[],
  direction: Float64Array,
  length: number,
): void {
  const { beta, lower, upper } = state;
  free.forEach((t, a) => {
    set(state, t, snap(beta[t]! + length * direction[a]!, lower[t]!, upper[t]!));
  });
  const sum = beta.reduce((total, b) => total + b, state.outside);
  const widest = free.reduce(
    (best, t) => (room(state, t) > room(state, best) ? t : best),
    free[0]!,
  );
  // rounding must not add up in Σ β = 0
  if (room(state, widest) > 2 * Math.abs(sum)) set(state, widest, beta[widest]! - sum);
}

/** Distance of a coefficient from its nearer bound. */
function room({ beta, lower, upper }: SmoState, t: number): number {
  return Math.min(beta[t]! - lower[t]!, upper[t]! - beta[t]!);
}

/** β_t = value, and f accordingly. */
function set(state: SmoState, t: number, value: number): void {
  const { size, beta, slack, row } = state;
  const change = value - beta[t]!;
  if (change === 0) return;
  assign(state, t, value);
  const values = row(t);
  for (let k = 0; k < size; k++) slack[k]! -= change * values[k]!;
}
