import { attentionWeights, mix, positionalCovariance, weigh } from "./attention.ts";
import type { Field } from "./field.ts";
import type { Side } from "./side.ts";
import type { AttentionOp } from "./spatial-op.ts";

/** Covariance and tangent kernel after attention, as arrays of all pairs of places. */
export interface Attended {
  readonly cov: Float64Array;
  readonly ntk: Float64Array;
}

type Ends = Pick<Side, "shape" | "mask">;

/** Second moments after attention; the formulas are those of the node. */
export function applyAttention(
  op: AttentionOp,
  { cov, ntk }: Field,
  left: Side,
  right: Side,
): Attended {
  const { node } = op;
  const places = embeddings(op, left, right);
  const mixed = mix(cov, places, op.inputWeight, op.positionalWeight);
  const learned = node.trainable ? op.positionalWeight : 0;
  const mixedTangent = mix(ntk, places, op.inputWeight, learned);
  const [values, tangent] = node.positionalValues ? [mixed, mixedTangent] : [cov, ntk];
  return node.scaling === "linear"
    ? meanAttention(op, values, tangent, left, right)
    : identityAttention(op, mixed, mixedTangent, values, tangent);
}

/** The weights with which an example reads its own places; null when they are random. */
export function ownAttention(op: AttentionOp, { cov }: Field, side: Ends): Float64Array | null {
  if (op.node.scaling !== "linear") return null;
  const mixed = mix(cov, embeddings(op, side, side), op.inputWeight, op.positionalWeight);
  return attentionWeights(op, mixed, side.mask);
}

function embeddings({ node }: AttentionOp, left: Ends, right: Ends): Float64Array | null {
  if (node.positional === "none") return null;
  return positionalCovariance(node, left.shape, right.shape, left.mask, right.mask);
}

/** Products of queries and keys that are means over channels are constants. */
function meanAttention(
  { node }: AttentionOp,
  cov: Float64Array,
  ntk: Float64Array,
  left: Side,
  right: Side,
): Attended {
  const scale = (node.outStd * node.valueStd) ** 2;
  const bias = (node.biasStd ?? 0) ** 2;
  const own = node.trainable ? 2 : 0;
  const constant = node.trainable ? bias : 0;
  const weighed = weigh(left.attention!, cov, right.attention!);
  const tangent = weigh(left.attention!, ntk, right.attention!);
  for (let k = 0; k < weighed.length; k++) {
    const value = scale * weighed[k]!;
    weighed[k] = value + bias;
    tangent[k] = scale * tangent[k]! + own * value + constant;
  }
  return { cov: weighed, ntk: tangent };
}

/** Products divided by √channels stay random; with the identity their moments are products of covariances. */
function identityAttention(
  { node }: AttentionOp,
  mixed: Float64Array,
  mixedTangent: Float64Array,
  values: Float64Array,
  tangent: Float64Array,
): Attended {
  const scale = (node.queryStd * node.keyStd * node.outStd * node.valueStd) ** 2;
  const bias = (node.biasStd ?? 0) ** 2;
  const size = dot(mixed, values);
  const slope = dot(mixed, tangent) + dot(values, mixedTangent);
  const own = node.trainable ? 4 : 0;
  return {
    cov: mixed.map((value) => scale * size * value + bias),
    ntk: mixed.map(
      (value, k) =>
        scale * (slope * value + size * (mixedTangent[k]! + own * value)) +
        (node.trainable ? bias : 0),
    ),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}
