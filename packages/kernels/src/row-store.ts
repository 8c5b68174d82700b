/**
 * Keeps what is costly to compute of rows, so that threads need not compute it again: they bind the
 * same rules in the same order, and what was kept comes back in that order.
 */
export interface RowStore {
  /** `compute()`, or what it returned when it was kept; plain data in arrays of `allocate`. */
  readonly keep: <T>(compute: () => T) => T;
  /** Zeros for results. */
  readonly allocate: (length: number) => Float64Array;
}

/** Computes everything anew. */
export const freshRows: RowStore = {
  keep: (compute) => compute(),
  allocate: (length) => new Float64Array(length),
};

/** A store that remembers in `kept`, on memory of `allocate`. */
export function recordRows(
  allocate: (length: number) => Float64Array,
): RowStore & { readonly kept: readonly unknown[] } {
  const kept: unknown[] = [];
  return {
    kept,
    allocate,
    keep(compute) {
      const result = compute();
      kept.push(result);
      return result;
    },
  };
}

/** A store that gives back what {@link recordRows} remembered. */
export function replayRows(kept: readonly unknown[]): RowStore {
  let next = 0;
  const keep: RowStore["keep"] = () => kept[next++] as never;
  return { ...freshRows, keep };
}
