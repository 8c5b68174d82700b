import type { Parity } from "../duals/dual.ts";
import { lastTerm, termsOf } from "../duals/mehler.ts";
import type { HermiteCoefficients, SeriesPair } from "../duals/mehler.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { RowVariances } from "../rule.ts";
import type { Machine, MachineBlock } from "../wasm/machine.ts";

/** Pairs that are summed to the same number of terms. */
const CHUNK = 64;

/** Writes E φφ and E φ'φ' of a block to `values` and `slopes`. */
export type SeriesStep = (block: MachineBlock, values: number, slopes: number) => void;

/**
 * Mehler's series on a machine. The coefficients of the columns lie by terms, so that neighbouring
 * pairs are summed side by side; a chunk ends where its largest correlation lets it.
 */
export function compileSeries(
  { left, right, parities }: SeriesPair,
  rows: RowVariances,
  parity: Parity,
  machine: Machine,
): SeriesStep {
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
      const table = columnTerms[moment](start);
      const own = left[moment].subarray(row * left.terms, (row + 1) * left.terms);
      machine.heap.set(own, rowTerms[moment] / 8);
      for (let k = 0; k < length; k += CHUNK) {
        const count = Math.min(CHUNK, length - k);
        const most = kernels.largest(correlations + 8 * k, count);
        const terms = termsNeeded(left, row, right, start + k, count, most);
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

/** Terms after which every pair of the chunk is summed up; see `mehlerSum` for a single one. */
function termsNeeded(
  left: HermiteCoefficients,
  row: number,
  right: HermiteCoefficients,
  first: number,
  count: number,
  rho: number,
): number {
  let [half, full] = [left.half[row]!, 0];
  for (let column = first; column < first + count; column++) {
    half = Math.max(half, right.half[column]!);
    full = Math.max(full, right.full[column]!);
  }
  const decay = rho < 1 ? Math.ceil(-39.2 / Math.log(rho)) + 1 : Infinity;
  return Math.min(half, full, left.full[row]!, decay);
}

/** The coefficients of the columns from `start` on, term by term; address of the first. */
function columnTable(
  { terms }: HermiteCoefficients,
  values: Float64Array,
  machine: Machine,
): (start: number) => number {
  const address = machine.allocate((terms + SPARE) * BLOCK_LENGTH);
  let loaded = -1;
  return (start) => {
    if (start === loaded) return address;
    loaded = start;
    const { heap } = machine;
    const first = address / 8;
    const count = Math.min(BLOCK_LENGTH, values.length / terms - start);
    for (let l = 0; l < terms; l++) {
      const to = first + l * BLOCK_LENGTH;
      for (let k = 0; k < count; k++) heap[to + k] = values[(start + k) * terms + l]!;
    }
    heap.fill(0, first + terms * BLOCK_LENGTH, first + (terms + SPARE) * BLOCK_LENGTH);
    return address;
  };
}
