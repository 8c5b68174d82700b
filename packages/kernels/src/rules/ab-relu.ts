import { bend } from "../numerics/pair-geometry.ts";
import type { PairBlock } from "../pair-block.ts";
import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";

/**
 * φ(x) = a min(x, 0) + b max(x, 0): ReLU is (0, 1), leaky ReLU (α, 1), the absolute value (−1, 1).
 *
 * With θ the angle between the inputs, P = q₁q₂, g = (a−b)²/2π and κ = (a²+b²)/2:
 * E φφ = κ c + g √P (sin θ − θ cos θ), E φ'φ' = κ − g θ, variance κ q.
 * For obtuse angles the same is written in ψ = π − θ, so that both ends are free of cancellation:
 * E φφ = ab c + g √P (sin ψ − ψ cos ψ), E φ'φ' = ab + g ψ.
 *
 * A zero row counts as orthogonal to everything, itself included: φ'(0) is the mean of a and b.
 *
 * @see Cho & Saul 2009; Tsuchida, Roosta & Gallagher 2018 (arXiv:1711.09090)
 */
export function abReluRule(a: number, b: number): Rule {
  const kappa = (a * a + b * b) / 2;
  const shape: AbRelu = { kappa, product: a * b, g: (a - b) ** 2 / (2 * Math.PI) };
  return {
    power: (n) => n,
    bind(rows: RowVariances): BoundRule {
      const radii = mapRows(rows, (q) => q.map(Math.sqrt));
      return {
        rows: mapRows(rows, (q) => q.map((value) => kappa * value)),
        apply: (block) => {
          applyAbRelu(shape, radii, block);
        },
        compile: (machine) => {
          const columns = machine.columns(radii.right);
          return ({ address, length, row, start }) => {
            const root = radii.left[row]!;
            machine.kernels.abRelu(
              address,
              length,
              kappa,
              shape.product,
              shape.g,
              root,
              columns(start),
            );
          };
        },
      };
    },
  };
}

interface AbRelu {
  readonly kappa: number;
  readonly product: number;
  readonly g: number;
}

function applyAbRelu(shape: AbRelu, radii: RowVariances, block: PairBlock): void {
  const { kappa, product, g } = shape;
  const { cov, apart, together, diff, ntk, length, row, start } = block;
  const r1 = radii.left[row]!;
  const near = (kappa + product) / 2;
  const far = (kappa - product) / 2;
  for (let k = 0; k < length; k++) {
    const radius = r1 * radii.right[start + k]!;
    const c = cov[k]!;
    const [less, more] = [apart[k]!, together[k]!];
    const sine = (Math.sqrt(less) * Math.sqrt(more)) / 2;
    const angle = radius === 0 ? Math.PI / 2 : Math.atan2(sine, Math.abs(c));
    const bent = g * bend(angle, sine, Math.abs(c), radius);
    diff[k] = kappa * diff[k]!;
    // R = (apart + together) / 4 and c = (together − apart) / 4 make both sums of what is exact.
    if (c >= 0) {
      ntk[k] = ntk[k]! * (kappa - g * angle);
      cov[k] = kappa * c + bent;
      apart[k] = kappa * less - 2 * bent;
      together[k] = kappa * more + 2 * bent;
    } else {
      ntk[k] = ntk[k]! * (product + g * angle);
      cov[k] = product * c + bent;
      apart[k] = near * less + far * more - 2 * bent;
      together[k] = far * less + near * more + 2 * bent;
    }
  }
}
