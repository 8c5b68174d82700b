import type { BoundRule, Rule, RowVariances } from "../rule.ts";
import { radiusExcess } from "../numerics/pair-geometry.ts";
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

/**
 * The rule of a dense layer. The bias is an independent input of equal variance on both sides, so
 * `apart` grows by what the radii gain over their sum, and `together` by that and the covariance.
 */
export function denseRule(factors: DenseFactors): Rule {
  const { scale, bias, fromOutput, fromInput, constant } = factors;
  return {
    power: (n) => (bias === 0 && constant === 0 ? n : undefined),
    bind(rows: RowVariances): BoundRule {
      return {
        rows: mapRows(rows, (q) => q.map((value) => scale * value + bias)),
        compile: (machine) => {
          const root = (q: number): number => Math.sqrt(scale * q);
          const after = (q: number): number => Math.sqrt(scale * q + bias);
          const roots = machine.columns(rows.right.map(root));
          const afters = machine.columns(rows.right.map(after));
          return ({ address, length, row, start }) => {
            const q = rows.left[row]!;
            machine.kernels.dense(
              address,
              length,
              scale,
              bias,
              fromOutput,
              fromInput,
              constant,
              root(q),
              after(q),
              roots(start),
              afters(start),
            );
          };
        },
        apply: (block) => {
          scaleTangent(factors, block);
          if (factors.bias > 0) addBias(factors, rows, block);
          else scaleMoments(factors, block);
          addOwnTangent(factors, block);
        },
      };
    },
  };
}

function scaleMoments({ scale }: DenseFactors, block: PairBlock): void {
  const { cov, apart, together, diff, length } = block;
  for (let k = 0; k < length; k++) {
    cov[k] = cov[k]! * scale;
    apart[k] = apart[k]! * scale;
    together[k] = together[k]! * scale;
    diff[k] = diff[k]! * scale;
  }
}

function addBias({ scale, bias }: DenseFactors, rows: RowVariances, block: PairBlock): void {
  const { cov, apart, together, diff, length, row, start } = block;
  const p1 = scale * rows.left[row]!;
  for (let k = 0; k < length; k++) {
    const p2 = scale * rows.right[start + k]!;
    diff[k] = diff[k]! * scale;
    const excess = radiusExcess(p1, p2, diff[k]!, bias, bias, 0);
    cov[k] = cov[k]! * scale + bias;
    apart[k] = apart[k]! * scale + excess;
    together[k] = together[k]! * scale + excess + 4 * bias;
  }
}

/** What comes through the layer, and the part of its own that depends on its input. */
function scaleTangent({ scale, fromInput }: DenseFactors, block: PairBlock): void {
  const { cov, ntk, length } = block;
  for (let k = 0; k < length; k++) ntk[k] = scale * ntk[k]! + fromInput * cov[k]!;
}

/** The part of the layer's own that depends on its output. */
function addOwnTangent({ fromOutput, constant }: DenseFactors, block: PairBlock): void {
  const { cov, ntk, length } = block;
  for (let k = 0; k < length; k++) ntk[k] = ntk[k]! + fromOutput * cov[k]! + constant;
}
