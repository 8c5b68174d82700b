import { type SerialNode, serial } from "../combinators/serial.ts";
import { relu } from "../activations/relu.ts";
import { type DenseOptions, dense } from "../dense.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { flag, whole } from "../internal/options.ts";
import { depth } from "../internal/preset-options.ts";
import type { Network } from "../network.ts";
import { type ConvOptions, conv } from "../spatial/conv.ts";
import { convLocal } from "../spatial/conv-local.ts";
import { globalAvgPool } from "../spatial/global-avg-pool.ts";
import { globalSumPool } from "../spatial/global-sum-pool.ts";

interface Cntk {
  readonly type: "cntk";
  /** The number of layers with weights as the paper counts them: depth - 1 convolutions and the readout. */
  readonly depth: number;
  /** Whether the mean over all places is read ("GAP") and not each place by weights of its own ("vanilla"). */
  readonly gap: boolean;
  /** Size q of the q × q filters, 3 unless given. */
  readonly filterSize: number;
  /** Whether only the layers between the first and the last one are trained. */
  readonly fixedEnds: boolean;
  /** Channels of every convolution of a finite network. */
  readonly channels?: number;
  /** Width of the last layer of a finite network. */
  readonly outputs?: number;
}

/** Options of {@link cntk}; only `depth` has no default. */
export type CntkOptions = Pick<Cntk, "depth"> & Partial<Omit<Cntk, "type" | "depth">>;

const cntkDefinition: NodeDefinition<Cntk> = defineNode<Cntk>(
  "cntk",
  "The convolutional network of Arora et al. 2019.",
  {
    depth: depth("The number of layers with weights, the readout being one.", 2),
    gap: flag("Whether the mean over all places is read, and not each place.").default(false),
    filterSize: whole("Size of the filters.", 1).default(3),
    fixedEnds: flag("Whether the first and the last layer are not trained.").default(false),
    channels: whole("Channels of every convolution of a finite network.", 1).optional(),
    outputs: whole("Width of the last layer of a finite network.", 1).optional(),
  },
);

/**
 * Returns the network of the convolutional NTK of Arora et al. 2019 for images [N, H, W, C]: depth - 1
 * convolutions q × q with relu and zeros beyond the edges, no biases, and a readout.
 *
 * With S(M)(p, p') the sum of M over the q × q offsets that both places share and c_σ = 2: Σ⁰ = S(x·x'),
 * Θ⁰ = Σ⁰; Kʰ = c_σ/q² E[σσ], K̇ʰ = c_σ/q² E[σ'σ'], Σʰ = S(Kʰ), Θʰ = S(K̇ʰ Θʰ⁻¹ + Kʰ). The kernel is the trace
 * over equal places of K̇ᴸ Θᴸ⁻¹ + Kᴸ (vanilla), or its mean over all pairs of places (`gap`).
 *
 * The paper's tables count depth 3, 4, 6, 11 and 21 in this way.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Arora et al. 2019, arXiv:1904.11955, Section 4
 */
export function cntk(options: CntkOptions): SerialNode {
  const spec = construct(cntkDefinition, options);
  const { filterSize: q, channels } = spec;
  const shape: ConvOptions = { filterShape: [q, q], padding: "same" };
  const common = channels === undefined ? shape : { ...shape, channels };
  const layers = Array.from({ length: spec.depth - 1 }, (_, i) =>
    i === 0
      ? conv({ ...common, scaling: "sum", trainable: !spec.fixedEnds })
      : conv({ ...common, weightStd: Math.SQRT2 }),
  );
  const blocks = layers.flatMap((layer): Network[] => [layer, relu()]);
  return serial(...blocks, ...readout(spec));
}

/** Weights of their own at every place, not divided by the number of places, are a sum over local layers. */
function readout({ filterSize, gap, fixedEnds, outputs }: Cntk): Network[] {
  const weights = { weightStd: Math.SQRT2 / filterSize, trainable: !fixedEnds };
  if (!gap) {
    const local = { ...weights, filterShape: [1, 1] };
    return [
      convLocal(outputs === undefined ? local : { ...local, channels: outputs }),
      globalSumPool(),
    ];
  }
  const options: DenseOptions = outputs === undefined ? weights : { ...weights, units: outputs };
  return [globalAvgPool(), dense(options)];
}
