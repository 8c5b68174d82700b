import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { mapRows } from "../rule.ts";
import type { PairBlock } from "../pair-block.ts";

/** The numbers by which a dense layer acts on second moments. */
export interface DenseFactors {
  /** K' = scale K + bias, and Θ is multiplied by `scale`. */
  readonly scale: number;
  readonly bias: number;
  /** What the layer's own parameters add to Θ: fromOutput K' + fromInput K + constant. */
  readonly fromOutput: number;
  readonly fromInput: number;
  readonly constant: number;
}

/** Options of a dense node together with the width that feeds it. */
export interface DenseLayer {
  readonly weightStd: number;
  readonly biasStd: number | null;
  readonly parameterization: "ntk" | "standard";
  readonly scaling: "mean" | "sum";
  readonly trainable: boolean;
}

/**
 * Second moments after a dense layer:
 *
 * K' = W² K + b²,
 * Θ' = W² Θ + K' (NTK parametrisation), Θ' = W² Θ + fanIn K + 1[bias] (standard parametrisation),
 * without the layer's own part when its parameters are not trained. `scaling: "sum"` multiplies W²
 * by the fan-in, so that the first layer sees x·x' and not x·x'/d.
 *
 * @param fanIn - width of the layer's input; read only with "standard" or "sum"
 */
export function denseFactors(layer: DenseLayer, fanIn: number): DenseFactors {
  const scale = layer.weightStd ** 2 * (layer.scaling === "sum" ? fanIn : 1);
  const bias = (layer.biasStd ?? 0) ** 2;
  if (!layer.trainable) return { scale, bias, fromOutput: 0, fromInput: 0, constant: 0 };
  return layer.parameterization === "ntk"
    ? { scale, bias, fromOutput: 1, fromInput: 0, constant: 0 }
    : { scale, bias, fromOutput: 0, fromInput: fanIn, constant: layer.biasStd === null ? 0 : 1 };
}

/** The rule of a dense layer. Gap and difference are free of the bias, which cancels in them. */
export function denseRule(factors: DenseFactors): Rule {
  return {
    bind(rows: RowVariances): BoundRule {
      return {
        rows: mapRows(rows, (q) => q.map((value) => factors.scale * value + factors.bias)),
        apply: (block) => {
          applyDense(factors, block);
        },
      };
    },
  };
}

function applyDense(factors: DenseFactors, block: PairBlock): void {
  const { scale, bias, fromOutput, fromInput, constant } = factors;
  const { cov, gap, sum, diff, ntk, length } = block;
  for (let k = 0; k < length; k++) {
    const before = cov[k]!;
    const after = scale * before + bias;
    cov[k] = after;
    gap[k] = gap[k]! * scale;
    sum[k] = sum[k]! * scale + 4 * bias;
    diff[k] = diff[k]! * scale;
    ntk[k] = scale * ntk[k]! + fromOutput * after + fromInput * before + constant;
  }
}
