import { assign } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";

/** The most violating f on either side; `top` is the row of `highest`, −1 if none. */
export interface Violation {
  top: number;
  highest: number;
  lowest: number;
}

/** max {f_t : β_t < upper_t} with its row, and min {f_t : β_t > lower_t}. */
export function violation({ size, slack, rise, fall }: SmoState, found: Violation): void {
  let [top, highest, lowest] = [-1, -Infinity, Infinity];
  for (let t = 0; t < size; t++) {
    const f = slack[t]!;
    if (f + rise[t]! > highest) {
      highest = f;
      top = t;
    }
    if (f + fall[t]! < lowest) lowest = f;
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
export function partner({ size, slack, fall, diagonal, row }: SmoState, top: number): number {
  const values = row(top);
  const f = slack[top]!;
  const own = diagonal[top]!;
  // quotients are compared across, and d |d| keeps its sign: one branch per row, seldom taken
  let [best, square, curvature] = [-1, 0, 1];
  for (let t = 0; t < size; t++) {
    const d = f - (slack[t]! + fall[t]!);
    let bend = own + diagonal[t]! - 2 * values[t]!;
    if (bend <= 0) bend = flat;
    const gain = d * Math.abs(d);
    if (gain * curvature > square * bend) {
      square = gain;
      curvature = bend;
      best = t;
    }
  }
  return best;
}

/**
 * Moves β_i up and β_j down by the same amount, to the least objective within the bounds, and updates
 * f together with the next {@link violation}.
 */
export function step(state: SmoState, i: number, j: number, found: Violation): void {
  const { size, beta, slack, lower, upper, rise, fall, diagonal, row } = state;
  const rowI = row(i);
  const rowJ = row(j);
  const bend = diagonal[i]! + diagonal[j]! - 2 * rowI[j]!;
  const roomI = upper[i]! - beta[i]!;
  const roomJ = beta[j]! - lower[j]!;
  const newton = (slack[i]! - slack[j]!) / (bend > 0 ? bend : flat);
  const delta = Math.min(newton, roomI, roomJ);
  assign(state, i, delta === roomI ? upper[i]! : beta[i]! + delta);
  assign(state, j, delta === roomJ ? lower[j]! : beta[j]! - delta);
  let [top, highest, lowest] = [-1, -Infinity, Infinity];
  for (let t = 0; t < size; t++) {
    const f = slack[t]! - delta * (rowI[t]! - rowJ[t]!);
    slack[t] = f;
    if (f + rise[t]! > highest) {
      highest = f;
      top = t;
    }
    if (f + fall[t]! < lowest) lowest = f;
  }
  found.top = top;
  found.highest = highest;
  found.lowest = lowest;
}
