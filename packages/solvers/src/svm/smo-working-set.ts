import { recomputeSlackOf } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";

/** The rows that are still being worked on, as a smaller dual of their own. */
export interface WorkingSet extends SmoState {
  /** Their places in the whole dual, ascending. */
  readonly index: Int32Array;
}

/** The whole dual as its own working set. */
export function wholeSet(state: SmoState): WorkingSet {
  return { ...state, index: Int32Array.from({ length: state.size }, (_, t) => t) };
}

/** Below this share of the rows a smaller copy pays for the rows of the kernel that it copies. */
const worthwhile = 0.9;

/**
 * The set without the rows at a bound that the conditions hold there with room to spare: they are
 * unlikely to move again. The same set where these are few. Nothing is lost, for `reopened` undoes it.
 */
export function shrunk(
  whole: SmoState,
  set: WorkingSet,
  highest: number,
  lowest: number,
): WorkingSet {
  const { size, slack, rise, fall, index } = set;
  const kept: number[] = [];
  for (let t = 0; t < size; t++) {
    const f = slack[t]!;
    // only one of the marks is not 0; both would be a row whose bounds are equal
    const stuck = rise[t] !== 0 ? f > highest : fall[t] !== 0 && f < lowest;
    if (!stuck) kept.push(index[t]!);
  }
  if (kept.length > worthwhile * size) return set;
  writeBack(whole, set);
  return narrowed(whole, Int32Array.from(kept));
}

/** The whole dual again, with f up to date everywhere. O(rows outside · support vectors) */
export function reopened(whole: SmoState, set: WorkingSet): WorkingSet {
  writeBack(whole, set);
  const inside = new Uint8Array(whole.size);
  for (const t of set.index) inside[t] = 1;
  const all = wholeSet(whole);
  recomputeSlackOf(
    whole,
    all.index.filter((t) => inside[t] === 0),
  );
  return all;
}

function writeBack(whole: SmoState, set: WorkingSet): void {
  for (let k = 0; k < set.size; k++) {
    const t = set.index[k]!;
    whole.beta[t] = set.beta[k]!;
    whole.slack[t] = set.slack[k]!;
    whole.rise[t] = set.rise[k]!;
    whole.fall[t] = set.fall[k]!;
  }
}

/** The rows `index` alone; rows of the kernel are shortened when they are first asked for, and kept. */
function narrowed(whole: SmoState, index: Int32Array): WorkingSet {
  const pick = (values: Float64Array) => Float64Array.from(index, (t) => values[t]!);
  const beta = pick(whole.beta);
  const rows: (Float64Array | undefined)[] = new Array<undefined>(index.length);
  return {
    size: index.length,
    index,
    signs: pick(whole.signs),
    diagonal: pick(whole.diagonal),
    lower: pick(whole.lower),
    upper: pick(whole.upper),
    beta,
    slack: pick(whole.slack),
    rise: pick(whole.rise),
    fall: pick(whole.fall),
    row: (k) => (rows[k] ??= shortened(whole.row(index[k]!), index)),
    outside: sum(whole.beta) - sum(beta),
  };
}

/** `values` at `index` only. */
export function shortened(values: Float64Array, index: Int32Array): Float64Array {
  const result = new Float64Array(index.length);
  for (let k = 0; k < index.length; k++) result[k] = values[index[k]!]!;
  return result;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
