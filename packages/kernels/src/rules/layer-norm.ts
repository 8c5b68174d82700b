import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";

/**
 * Layer normalisation over infinitely many channels: u ↦ u / √(ε + q), so
 *
 * K' = K / √((ε + q₁)(ε + q₂)), Θ' = Θ / √((ε + q₁)(ε + q₂)).
 *
 * The mean over channels that it subtracts is 0 for the Gaussian input that the rule requires. The
 * angle stays as it is.
 */
export function layerNormRule(epsilon: number): Rule {
  return {
    power: () => undefined,
    bind(rows: RowVariances): BoundRule {
      return {
        rows: mapRows(rows, (q) => q.map((value) => value / (epsilon + value))),
        compile: (machine) => {
          const columns = machine.columns(rows.right.map((value) => epsilon + value));
          return ({ address, length, row, start }) => {
            const first = epsilon + rows.left[row]!;
            machine.kernels.layerNorm(address, length, epsilon, first, columns(start));
          };
        },
        apply(block): void {
          const { cov, apart, together, diff, ntk, length, row, start } = block;
          const first = epsilon + rows.left[row]!;
          for (let k = 0; k < length; k++) {
            const second = epsilon + rows.right[start + k]!;
            const scale = 1 / (Math.sqrt(first) * Math.sqrt(second));
            cov[k] = cov[k]! * scale;
            apart[k] = apart[k]! * scale;
            together[k] = together[k]! * scale;
            diff[k] = (epsilon * diff[k]!) / first / second;
            ntk[k] = ntk[k]! * scale;
          }
        },
      };
    },
  };
}
