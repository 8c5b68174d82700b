import type { Dual } from "../duals/dual.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { applySmooth } from "./apply-smooth.ts";
import { compileSmooth } from "./compile-smooth.ts";

/**
 * The rule of an activation that is given by its dual: c' = E φφ, Θ' = E φ'φ' Θ.
 *
 * Where the outputs are nearly parallel, `apart` is not 2(R' − c'), in which it would be lost, but
 * the sum of its two causes: the angle between the inputs, and the difference of their radii. For odd
 * and even φ an obtuse angle is first turned into an acute one, so that nearly opposite inputs are
 * as exact.
 */
export function smoothRule(dual: Dual): Rule {
  return {
    power: () => undefined,
    bind(rows: RowVariances, store): BoundRule {
      const bound = dual.bind(rows, store);
      const left = bound.left.variance;
      const { parity } = dual;
      const onMachine = dual.kernel !== undefined || bound.series !== undefined;
      return {
        rows: { left, right: rows.right === rows.left ? left : bound.right.variance },
        apply: (block) => {
          for (let k = 0; k < block.length; k++) applySmooth(parity, bound, rows, block, k);
        },
        ...(onMachine && { compile: (machine) => compileSmooth(dual, bound, rows, machine) }),
      };
    },
  };
}
