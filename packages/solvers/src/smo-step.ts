import type { SmoState } from "./smo-state.ts";

/** The most violating f on either side over the active rows; `top` is the row of `highest`, −1 if none. */
export interface Violation {
  top: number;
  highest: number;
  lowest: number;
}

/** max {f_t : β_t < upper_t} with its row, and min {f_t : β_t > lower_t}, over the active rows. */
export function violation(state: SmoState, found: Violation): void {
  const { beta, slack, lower, upper, active, activeSize } = state;
  let [top, highest, lowest] = [-1, -Infinity, Infinity];
  for (let k = 0; k < activeSize; k++) {
    const t = active[k]!;
    const f = slack[t]!;
    const b = beta[t]!;
    if (f > highest && b < upper[t]!) {
      highest = f;
      top = t;
    }
    if (f < lowest && b > lower[t]!) lowest = f;
  }
  found.top = top;
  found.highest = highest;
  found.lowest = lowest;
}

/** Smallest curvature used where K_ii + K_jj − 2 K_ij is not positive (equal rows, indefinite kernel). */
const flat = 1e-12;

/**
 * The partner of row `top` that lowers the objective most, to second order: among f_j < f_top with
 * β_j > lower_j the one with the largest (f_top − f_j)² / (K_ii + K_jj − 2 K_ij); −1 if there is none.
 */
export function partner(state: SmoState, top: number): number {
  const { beta, slack, lower, active, activeSize, dual } = state;
  const { diagonal } = dual;
  const row = dual.row(top);
  const f = slack[top]!;
  const own = diagonal[top]!;
  let [best, bestGain] = [-1, 0];
  for (let k = 0; k < activeSize; k++) {
    const t = active[k]!;
    const difference = f - slack[t]!;
    if (!(difference > 0) || !(beta[t]! > lower[t]!)) continue;
    const curvature = own + diagonal[t]! - 2 * row[t]!;
    const gain = (difference * difference) / (curvature > 0 ? curvature : flat);
    if (gain > bestGain) {
      bestGain = gain;
      best = t;
    }
  }
  return best;
}

/**
 * Moves β_i up and β_j down by the same amount, to the least objective within the bounds, and updates
 * f on the active rows together with the next {@link violation}.
 */
export function step(state: SmoState, i: number, j: number, found: Violation): void {
  const { beta, slack, lower, upper, active, activeSize, dual } = state;
  // an accessor may reuse its buffer: the first row is then read before the second is asked for
  const rowI = dual.row(i);
  const kij = rowI[j]!;
  const curvature = dual.diagonal[i]! + dual.diagonal[j]! - 2 * kij;
  const roomI = upper[i]! - beta[i]!;
  const roomJ = beta[j]! - lower[j]!;
  const newton = (slack[i]! - slack[j]!) / (curvature > 0 ? curvature : flat);
  const delta = Math.min(newton, roomI, roomJ);
  beta[i] = delta === roomI ? upper[i]! : beta[i]! + delta;
  beta[j] = delta === roomJ ? lower[j]! : beta[j]! - delta;
  const rowJ = dual.row(j);
  let [top, highest, lowest] = [-1, -Infinity, Infinity];
  for (let k = 0; k < activeSize; k++) {
    const t = active[k]!;
    const f = slack[t]! - delta * (rowI[t]! - rowJ[t]!);
    slack[t] = f;
    const b = beta[t]!;
    if (f > highest && b < upper[t]!) {
      highest = f;
      top = t;
    }
    if (f < lowest && b > lower[t]!) lowest = f;
  }
  found.top = top;
  found.highest = highest;
  found.lowest = lowest;
}
