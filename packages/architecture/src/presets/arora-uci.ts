import type { SerialNode } from "../combinators/serial.ts";
import { relu } from "../activations/relu.ts";
import type { DenseOptions } from "../dense.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { whole } from "../internal/options.ts";
import { perceptron } from "../internal/perceptron.ts";
import { type Widths, depth, widths } from "../internal/preset-options.ts";
import { NetworkError } from "../network-error.ts";

interface AroraUci extends Widths {
  readonly type: "aroraUci";
  /** The number of dense layers; 1 is the linear kernel x·x'. */
  readonly depth: number;
  /** How many of the first dense layers are not trained, 0 unless given; at most depth - 1. */
  readonly fixedLayers: number;
}

/** Options of {@link aroraUci}; only `depth` has no default. */
export type AroraUciOptions = Pick<AroraUci, "depth"> & Partial<Omit<AroraUci, "type" | "depth">>;

const aroraUciDefinition: NodeDefinition<AroraUci> = defineNode<AroraUci>(
  "aroraUci",
  "The network of the UCI experiment of Arora et al. 2020: relu, no biases, no normalisation, first layers fixed.",
  {
    depth: depth("The number of dense layers; 1 is the linear kernel.", 1),
    fixedLayers: whole("How many of the first dense layers are not trained.", 0).default(0),
    ...widths,
  },
);

/**
 * Returns the network behind the kernels of the UCI experiment: relu, no biases, all weights of
 * standard deviation 1, the first `fixedLayers` dense layers not trained.
 *
 * S₁ = x·x' (not divided by the input's width), Sₗ₊₁ = E[relu(u)relu(v)]; Θ sums Sₗ times the later
 * derivative covariances over the layers l > fixedLayers only. The experiment searches depth 1…5 and
 * fixedLayers 0…depth - 1.
 *
 * @throws {NetworkError} when an option is unknown or out of its range
 * @see Arora et al. 2020, arXiv:1910.01663, Section 4
 */
export function aroraUci(options: AroraUciOptions): SerialNode {
  const spec = construct(aroraUciDefinition, options);
  if (spec.fixedLayers >= spec.depth) throw tooManyFixed(spec.fixedLayers, spec.depth);
  const layers = Array.from({ length: spec.depth }, (_, i): DenseOptions => ({
    trainable: i >= spec.fixedLayers,
    scaling: i === 0 ? "sum" : "mean",
  }));
  return perceptron(layers, relu(), spec);
}

function tooManyFixed(fixedLayers: number, depth: number): NetworkError {
  const problem = `must be at most depth - 1 = ${depth - 1}, so that the last layer is trained; got ${fixedLayers}`;
  return new NetworkError(problem, { caller: "aroraUci", path: ["fixedLayers"] });
}
