import type { SvmDual } from "./svm-dual.ts";

/**
 * What the solver of an {@link SvmDual} changes while it works.
 *
 * `slack` is f = y − Kβ, minus the gradient of the objective. Optimality is
 * max {f_t : β_t < upper_t} ≤ min {f_t : β_t > lower_t}. Entries of `slack` are current only for the
 * rows `active[0 … activeSize − 1]`; the others were shrunk and are recomputed before the end.
 */
export interface SmoState {
  readonly dual: SvmDual;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly beta: Float64Array;
  readonly slack: Float64Array;
  readonly active: Int32Array;
  activeSize: number;
}

/**
 * The state at β = `start` stretched (all zeros when absent), nothing shrunk. O(size · support vectors).
 *
 * A solution for smaller bounds is stretched by the factor that lowers the objective most within the
 * new ones, min(yᵀβ / βᵀKβ, largest feasible): on data that cannot be separated β grows with C.
 */
export function smoState(dual: SvmDual, start?: Float64Array): SmoState {
  const { size, signs, bounds } = dual;
  const state: SmoState = {
    dual,
    lower: Float64Array.from(signs, (y, t) => (y > 0 ? 0 : -bounds[t]!)),
    upper: Float64Array.from(signs, (y, t) => (y > 0 ? bounds[t]! : 0)),
    beta: start === undefined ? new Float64Array(size) : Float64Array.from(start),
    slack: Float64Array.from(signs),
    active: Int32Array.from({ length: size }, (_, t) => t),
    activeSize: size,
  };
  if (start !== undefined) stretch(state);
  return state;
}

function stretch(state: SmoState): void {
  const { dual, beta, slack, lower, upper } = state;
  recomputeSlack(state, 0);
  let [linear, quadratic, room] = [0, 0, Infinity];
  for (let t = 0; t < dual.size; t++) {
    const b = beta[t]!;
    if (b === 0) continue;
    linear += dual.signs[t]! * b;
    quadratic += b * (dual.signs[t]! - slack[t]!);
    room = Math.min(room, dual.bounds[t]! / Math.abs(b));
  }
  const scale = quadratic > 0 ? Math.min(linear / quadratic, room) : 1;
  for (let t = 0; t < dual.size; t++) {
    slack[t] = dual.signs[t]! - scale * (dual.signs[t]! - slack[t]!);
    beta[t] = snap(scale * beta[t]!, lower[t]!, upper[t]!);
  }
}

/** `value`, or the bound that it has reached up to rounding. */
export function snap(value: number, lower: number, upper: number): number {
  const margin = 1e-12 * (upper - lower);
  if (value >= upper - margin) return upper;
  return value <= lower + margin ? lower : value;
}

/** Sets f_t = y_t − (Kβ)_t for the rows `active[from …]`, summing over the non-zero β only. */
export function recomputeSlack(state: SmoState, from: number): void {
  const { dual, beta, slack, active } = state;
  for (let k = from; k < dual.size; k++) slack[active[k]!] = dual.signs[active[k]!]!;
  for (let s = 0; s < dual.size; s++) {
    const b = beta[s]!;
    if (b === 0) continue;
    const row = dual.row(s);
    for (let k = from; k < dual.size; k++) slack[active[k]!]! -= b * row[active[k]!]!;
  }
}

/** Makes every row active again with a current f. */
export function unshrink(state: SmoState): void {
  recomputeSlack(state, state.activeSize);
  state.activeSize = state.dual.size;
}

/**
 * Drops from the active set the rows at a bound that the conditions hold there with room to spare:
 * they are unlikely to move again. Nothing is lost, for `unshrink` undoes it.
 */
export function shrink(state: SmoState, highest: number, lowest: number): void {
  const { beta, slack, active, lower, upper } = state;
  let k = 0;
  while (k < state.activeSize) {
    const t = active[k]!;
    const stuck =
      beta[t] === upper[t] ? slack[t]! > highest : beta[t] === lower[t] && slack[t]! < lowest;
    if (stuck) {
      state.activeSize--;
      active[k] = active[state.activeSize]!;
      active[state.activeSize] = t;
    } else k++;
  }
}

/** ½ βᵀKβ − yᵀβ, from Kβ = y − f. Needs a current f for every β that is not zero. */
export function dualObjective(state: SmoState): number {
  let sum = 0;
  for (let t = 0; t < state.dual.size; t++) {
    sum -= 0.5 * state.beta[t]! * (state.slack[t]! + state.dual.signs[t]!);
  }
  return sum;
}

/** b: the mean of f over the free coefficients, or the middle of its feasible range if none is free. */
export function dualBias(state: SmoState): number {
  const { beta, slack, lower, upper } = state;
  let [sum, free, highest, lowest] = [0, 0, -Infinity, Infinity];
  for (let t = 0; t < state.dual.size; t++) {
    const f = slack[t]!;
    if (beta[t]! < upper[t]!) highest = Math.max(highest, f);
    if (beta[t]! > lower[t]!) lowest = Math.min(lowest, f);
    if (beta[t]! < upper[t]! && beta[t]! > lower[t]!) {
      sum += f;
      free++;
    }
  }
  return free > 0 ? sum / free : (highest + lowest) / 2;
}
