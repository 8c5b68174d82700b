import type { Parity } from "../duals/dual.ts";
import { BOUND_STEP, lastTerm, termsOf } from "../duals/mehler.ts";
import type { HermiteCoefficients, SeriesPair } from "../duals/mehler.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";
import type { Machine } from "../wasm/machine.ts";
import type { MomentStep } from "./compile-smooth.ts";

/** Pairs that are summed to the same number of terms. */
const CHUNK = 64;

/**
 * Mehler's series on a machine. The coefficients of the columns lie by terms, so that neighbouring
 * pairs are summed side by side; a chunk ends where its largest correlation lets it.
 */
export function compileSeries(
  { left, right, parities }: SeriesPair,
  rows: RowVariances,
  parity: Parity,
  machine: Machine,
): MomentStep {
  const { kernels } = machine;
  const roots = machine.columns(rows.right.map(Math.sqrt));
  const correlations = machine.allocate(BLOCK_LENGTH);
  const rowTerms = { value: room(left.terms, machine), slope: room(left.terms, machine) };
  const columnTerms = {
    value: columnTable(right, right.value, machine),
    slope: columnTable(right, right.slope, machine),
  };
  const moments = (["value", "slope"] as const).map((moment) => ({
    moment,
    ...termsOf(parities[moment]),
  }));
  const termsFor = termCounter(left, right);
  return (block, values, slopes) => {
    const { address, length, row, start } = block;
    const root = Math.sqrt(rows.left[row]!);
    kernels.correlations(
      address,
      length,
      root,
      roots(start),
      parity === "none" ? 0 : 1,
      correlations,
    );
    for (const { moment, lowest, stride } of moments) {
      if (moment === "slope" && !block.tangent) continue;
      const own = left[moment].subarray(row * left.terms, (row + 1) * left.terms);
      machine.heap.set(own, rowTerms[moment] / 8);
      for (let k = 0; k < length; k += CHUNK) {
        const count = Math.min(CHUNK, length - k);
        const most = kernels.largest(correlations + 8 * k, count);
        const terms = termsFor(row, start + k, most);
        const table = columnTerms[moment](start, terms);
        const to = (moment === "value" ? values : slopes) + 8 * k;
        const last = lastTerm(terms, lowest, stride);
        kernels.series(
          count,
          rowTerms[moment],
          table + 8 * k,
          last,
          lowest,
          stride,
          correlations + 8 * k,
          to,
        );
      }
    }
  };
}

/** A term that is asked for although there are too few reads a zero. */
const SPARE = 2;

function room(terms: number, machine: Machine): number {
  const address = machine.allocate(terms + SPARE);
  machine.heap.fill(0, address / 8, address / 8 + terms + SPARE);
  return address;
}

/** Natural logarithm of the part of √(k₁k₂) that may be left out. */
const NEGLIGIBLE = Math.log(1e-17);

/** Numbers from one term of the columns to the next; see `series` in `assembly/pairs.ts`. */
const COLUMN_STRIDE = BLOCK_LENGTH + 8;

/**
 * How many terms are needed by pairs of a row with the columns of a chunk, for correlations up to |ρ|:
 * beyond them a_l b_l ρˡ is below 1e-17 of √(k₁k₂) for all of them.
 */
function termCounter(
  left: HermiteCoefficients,
  right: HermiteCoefficients,
): (row: number, first: number, rho: number) => number {
  const [ours, theirs] = [left.bounds, right.bounds];
  const own = left.terms / BOUND_STEP;
  const stride = Math.ceil(right.terms / BOUND_STEP);
  const steps = Math.min(Math.ceil(own), stride);
  const rowsOfTheirs = theirs.length / stride;
  const chunks = new Map<number, Float64Array>();
  return (row, first, rho) => {
    let chunk = chunks.get(first);
    if (!chunk) {
      chunk = new Float64Array(stride);
      largestOfRows(theirs, stride, first, Math.min(CHUNK, rowsOfTheirs - first), chunk);
      chunks.set(first, chunk);
    }
    const decay = BOUND_STEP * Math.log(rho);
    const offset = row * Math.ceil(own);
    let [from, to] = [0, steps];
    // The bound falls with l, so that its end can be found by halving.
    while (from < to) {
      const middle = (from + to) >> 1;
      const size = ours[offset + middle]! + chunk[middle]!;
      if (size + (middle === 0 ? 0 : middle * decay) > NEGLIGIBLE) from = middle + 1;
      else to = middle;
    }
    return Math.min(from * BOUND_STEP, left.terms, right.terms);
  };
}

/** into = the largest of rows first … first + count. */
function largestOfRows(
  rows: Float64Array,
  stride: number,
  first: number,
  count: number,
  into: Float64Array,
): void {
  into.fill(-Infinity);
  for (let row = first; row < first + count; row++) {
    for (let l = 0; l < stride; l++) into[l] = Math.max(into[l]!, rows[row * stride + l]!);
  }
}

/**
 * The coefficients of the columns from `start` on, term by term, as many as are asked for; address of
 * the first. They are copied when they are first needed.
 */
function columnTable(
  { terms }: HermiteCoefficients,
  values: Float64Array,
  machine: Machine,
): (start: number, needed: number) => number {
  const address = machine.allocate((terms + SPARE) * COLUMN_STRIDE);
  const zeros = address / 8 + terms * COLUMN_STRIDE;
  machine.heap.fill(0, zeros, zeros + SPARE * COLUMN_STRIDE);
  let [loaded, known] = [-1, 0];
  return (start, needed) => {
    if (start !== loaded) [loaded, known] = [start, 0];
    const count = Math.min(BLOCK_LENGTH, values.length / terms - start);
    for (; known < Math.min(needed, terms); known += BOUND_STEP) {
      const last = Math.min(known + BOUND_STEP, terms);
      transposeTerms(values, start, count, terms, known, last, machine.heap, address / 8);
    }
    return address;
  };
}

/** Terms `from` … `to` of `count` rows of `values`, into blocks of one term each. */
function transposeTerms(
  values: Float64Array,
  start: number,
  count: number,
  terms: number,
  from: number,
  to: number,
  heap: Float64Array,
  target: number,
): void {
  for (let first = 0; first < count; first += BOUND_STEP) {
    const last = Math.min(first + BOUND_STEP, count);
    for (let l = from; l < to; l++) {
      const column = target + l * COLUMN_STRIDE;
      for (let k = first; k < last; k++) heap[column + k] = values[(start + k) * terms + l]!;
    }
  }
}
