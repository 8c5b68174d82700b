import type { PairBlock } from "./pair-block.ts";

/** Variances q of every row of x₁ (`left`) and of x₂ (`right`) at one place of the network. */
export interface RowVariances {
  readonly left: Float64Array;
  /** The same array as `left` when x₂ is x₁. */
  readonly right: Float64Array;
}

/** A rule whose row quantities are known; it maps blocks of pairs, in place. */
export interface BoundRule {
  /** Variances after the layer. */
  readonly rows: RowVariances;
  apply(block: PairBlock): void;
}

/**
 * What one layer does to second moments. Everything that depends on a single row only is computed
 * once in `bind`; `apply` is left with what depends on a pair.
 */
export interface Rule {
  bind(rows: RowVariances): BoundRule;
}

/** Applies `f` to the rows of both sides, once if they are the same. */
export function mapRows(
  rows: RowVariances,
  f: (variance: Float64Array) => Float64Array,
): RowVariances {
  const left = f(rows.left);
  return { left, right: rows.right === rows.left ? left : f(rows.right) };
}
