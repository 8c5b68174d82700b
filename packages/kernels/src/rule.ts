import type { PairBlock } from "./pair-block.ts";
import type { RowStore } from "./row-store.ts";
import type { Machine, MachineBlock } from "./wasm/machine.ts";

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
  /** The same for blocks in the memory of a machine, by its kernels; absent where it has none. */
  readonly compile?: (machine: Machine) => (block: MachineBlock) => void;
}

/**
 * What one layer does to second moments. Everything that depends on a single row only is computed
 * once in `bind`; `apply` is left with what depends on a pair.
 */
export interface Rule {
  bind(rows: RowVariances, store: RowStore): BoundRule;
  /**
   * n' when kernels that grow like Rⁿ with the radii R = √(q₁q₂), at a fixed angle, grow like R^n'
   * after the layer; undefined when they then are no power.
   */
  readonly power: (n: number) => number | undefined;
}

/** Applies `f` to the rows of both sides, once if they are the same. */
export function mapRows(
  rows: RowVariances,
  f: (variance: Float64Array) => Float64Array,
): RowVariances {
  const left = f(rows.left);
  return { left, right: rows.right === rows.left ? left : f(rows.right) };
}

/** The fastest way to apply a rule to blocks of a machine. */
export function compileRule(rule: BoundRule, machine: Machine): (block: MachineBlock) => void {
  return (
    rule.compile?.(machine) ??
    ((block) => {
      rule.apply(block);
    })
  );
}

/** {@link Rule.power} of rules one after another. */
export function sequencePower(rules: readonly Rule[], n: number): number | undefined {
  return rules.reduce<number | undefined>(
    (power, rule) => (power === undefined ? undefined : rule.power(power)),
    n,
  );
}
