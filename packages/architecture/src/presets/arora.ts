import type { ActivationNode } from "../activation-node.ts";
import type { SerialNode } from "../combinators/serial.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { positive } from "../internal/options.ts";
import { perceptron } from "../internal/perceptron.ts";
import { type Widths, activation, depth, widths } from "../internal/preset-options.ts";
import { NetworkError } from "../network-error.ts";
import { cSigma } from "./c-sigma.ts";

interface Arora extends Widths {
  readonly type: "arora";
  /** L, the number of hidden layers; there are L + 1 dense layers. */
  readonly depth: number;
  /** The function after each hidden dense layer, relu unless given. */
  readonly activation: ActivationNode;
  /** c_σ = 1 / E[σ(z)²]; {@link cSigma} of the activation unless given. */
  readonly cSigma?: number;
}

/** Options of {@link arora}; only `depth` has no default. */
export type AroraOptions = Pick<Arora, "depth"> & Partial<Omit<Arora, "type" | "depth">>;

const aroraDefinition: NodeDefinition<Arora> = defineNode<Arora>(
  "arora",
  "The network of Arora et al. 2019: no biases, activations normalised by c_sigma.",
  {
    depth: depth("The number of hidden layers.", 0),
    activation: activation(),
    cSigma: positive("c_sigma = 1 / E[sigma(z)^2]; from the activation unless given.").optional(),
    ...widths,
  },
);

/**
 * Returns the network of Arora et al. 2019: L hidden layers g = √(c_σ / d) σ(W g), no biases.
 *
 * Σ⁰ = x·x' (not divided by the input's width), Σʰ = c_σ E[σ(u)σ(v)] with c_σ = 1 / E[σ(z)²], 2 for relu;
 * Θ = Σ over h = 1…L+1 of Σʰ⁻¹ Πₖ₌ₕ…L c_σ E[σ'(u)σ'(v)]ₖ. On the unit sphere Θ(x, x) = L + 1 with relu.
 *
 * @throws {NetworkError} when an option is unknown or out of its range, or `cSigma` is not known and not given
 * @see Arora et al. 2019, arXiv:1904.11955, Section 3
 */
export function arora(options: AroraOptions): SerialNode {
  const spec = construct(aroraDefinition, options);
  const weightStd = Math.sqrt(spec.cSigma ?? knownCSigma(spec.activation));
  const later = Array.from({ length: spec.depth }, () => ({ weightStd }));
  return perceptron([{ scaling: "sum" }, ...later], spec.activation, spec);
}

function knownCSigma(node: ActivationNode): number {
  const known = cSigma(node);
  if (known !== undefined) return known;
  const problem = `must be given for the activation ${node.type}, whose E[σ(z)²] is 0, infinite or not known`;
  throw new NetworkError(problem, { caller: "arora", path: ["cSigma"] });
}
