import type { SvmDual } from "./svm-dual.ts";

/**
 * A dual, or what is left of one after settled rows were taken out, while it is being solved.
 *
 * `slack` is f = y − Kβ, minus the gradient of the objective. Optimality is
 * max {f_t : β_t < upper_t} ≤ min {f_t : β_t > lower_t}; `rise` and `fall` say which rows take part,
 * such that a sum stands for a comparison with a bound in the loops over all rows.
 */
export interface SmoState {
  readonly size: number;
  readonly signs: Float64Array;
  readonly diagonal: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly beta: Float64Array;
  readonly slack: Float64Array;
  /** 0 where β < upper, −∞ at the bound. */
  readonly rise: Float64Array;
  /** 0 where β > lower, +∞ at the bound. */
  readonly fall: Float64Array;
  /** Row t of the kernel against the rows of this state; valid until the call after the next. */
  readonly row: (t: number) => Float64Array;
  /** Σ β over the rows that were taken out. */
  readonly outside: number;
}

/** The state at β = 0. */
export function smoState({ size, signs, bounds, diagonal, row }: SvmDual): SmoState {
  const state: SmoState = {
    size,
    signs,
    diagonal,
    row,
    lower: new Float64Array(size),
    upper: new Float64Array(size),
    beta: new Float64Array(size),
    slack: Float64Array.from(signs),
    rise: new Float64Array(size),
    fall: new Float64Array(size),
    outside: 0,
  };
  setBounds(state, bounds, 1);
  return state;
}

/**
 * Gives the state other bounds, with β (and f by linearity) multiplied by the factor that lowers the
 * objective most within them, min(yᵀβ / βᵀKβ, largest feasible): on data that cannot be separated β
 * grows with C. Needs a current f. O(size)
 */
export function stretch(state: SmoState, bounds: Float64Array): void {
  const { size, signs, beta, slack } = state;
  let [linear, quadratic, room] = [0, 0, Infinity];
  for (let t = 0; t < size; t++) {
    const b = beta[t]!;
    if (b === 0) continue;
    linear += signs[t]! * b;
    quadratic += b * (signs[t]! - slack[t]!);
    room = Math.min(room, bounds[t]! / Math.abs(b));
  }
  const scale = quadratic > 0 ? Math.min(linear / quadratic, room) : Math.min(1, room);
  // a solution that no bound held is one for these bounds too, but for the rounding of its factor
  setBounds(state, bounds, Math.abs(scale - 1) < 1e-6 && room >= 1 ? 1 : scale);
}

function setBounds(state: SmoState, bounds: Float64Array, scale: number): void {
  const { size, signs, lower, upper, beta, slack } = state;
  for (let t = 0; t < size; t++) {
    const positive = signs[t]! > 0;
    lower[t] = positive ? 0 : -bounds[t]!;
    upper[t] = positive ? bounds[t]! : 0;
    if (scale !== 1) slack[t] = signs[t]! - scale * (signs[t]! - slack[t]!);
    assign(state, t, snap(scale * beta[t]!, lower[t]!, upper[t]!));
  }
}

/** β_t = value, with the marks that go with it. */
export function assign(
  { beta, lower, upper, rise, fall }: SmoState,
  t: number,
  value: number,
): void {
  beta[t] = value;
  rise[t] = value < upper[t]! ? 0 : -Infinity;
  fall[t] = value > lower[t]! ? 0 : Infinity;
}

/** `value`, or the bound that it has reached up to rounding. */
export function snap(value: number, lower: number, upper: number): number {
  const margin = 1e-12 * (upper - lower);
  if (value >= upper - margin) return upper;
  return value <= lower + margin ? lower : value;
}

/** Sets f = y − Kβ, summing over the β that are not zero. */
export function recomputeSlack({ size, signs, beta, slack, row }: SmoState): void {
  slack.set(signs);
  const support = supportOf(beta);
  for (let s = 0; s < support.length; s += 2) {
    const [i, j] = [support[s]!, support[s + 1] ?? support[s]!];
    const [a, b] = [beta[i]!, j === i ? 0 : beta[j]!];
    const rowA = row(i);
    const rowB = row(j);
    for (let t = 0; t < size; t++) slack[t]! -= a * rowA[t]! + b * rowB[t]!;
  }
}

/** The same for the rows `wanted` alone. */
export function recomputeSlackOf(state: SmoState, wanted: Int32Array): void {
  const { signs, beta, slack, row } = state;
  for (const t of wanted) slack[t] = signs[t]!;
  for (const s of supportOf(beta)) {
    const b = beta[s]!;
    const values = row(s);
    for (const t of wanted) slack[t]! -= b * values[t]!;
  }
}

function supportOf(beta: Float64Array): number[] {
  const support: number[] = [];
  for (let t = 0; t < beta.length; t++) if (beta[t] !== 0) support.push(t);
  return support;
}

/** ½ βᵀKβ − yᵀβ, from Kβ = y − f. Needs a current f for every β that is not zero. */
export function dualObjective({ size, signs, beta, slack }: SmoState): number {
  let sum = 0;
  for (let t = 0; t < size; t++) sum -= 0.5 * beta[t]! * (slack[t]! + signs[t]!);
  return sum;
}

/** b: the mean of f over the free coefficients, or the middle of its feasible range if none is free. */
export function dualBias({ size, beta, slack, lower, upper }: SmoState): number {
  let [sum, free, highest, lowest] = [0, 0, -Infinity, Infinity];
  for (let t = 0; t < size; t++) {
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
