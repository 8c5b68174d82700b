import { type AbReluNode, abReluDefinition } from "./activations/ab-relu.ts";
import { type AbsNode, absDefinition } from "./activations/abs.ts";
import { type CosNode, cosDefinition } from "./activations/cos.ts";
import { type ElementwiseNode, elementwiseDefinition } from "./activations/elementwise.ts";
import { type EluNode, eluDefinition } from "./activations/elu.ts";
import { type ErfNode, erfDefinition } from "./activations/erf.ts";
import { type ExpNode, expDefinition } from "./activations/exp.ts";
import { type ExpNormalizedNode, expNormalizedDefinition } from "./activations/exp-normalized.ts";
import { type GaborNode, gaborDefinition } from "./activations/gabor.ts";
import { type GaussianNode, gaussianDefinition } from "./activations/gaussian.ts";
import { type GeluNode, geluDefinition } from "./activations/gelu.ts";
import { type HermiteNode, hermiteDefinition } from "./activations/hermite.ts";
import { type LeakyReluNode, leakyReluDefinition } from "./activations/leaky-relu.ts";
import { type MonomialNode, monomialDefinition } from "./activations/monomial.ts";
import { type PolynomialNode, polynomialDefinition } from "./activations/polynomial.ts";
import { type RbfNode, rbfDefinition } from "./activations/rbf.ts";
import {
  type RectifiedMonomialNode,
  rectifiedMonomialDefinition,
} from "./activations/rectified-monomial.ts";
import { type ReluNode, reluDefinition } from "./activations/relu.ts";
import { type SigmoidNode, sigmoidDefinition } from "./activations/sigmoid.ts";
import { type SigmoidLikeNode, sigmoidLikeDefinition } from "./activations/sigmoid-like.ts";
import { type SignNode, signDefinition } from "./activations/sign.ts";
import { type SiluNode, siluDefinition } from "./activations/silu.ts";
import { type SinNode, sinDefinition } from "./activations/sin.ts";
import { type SoftplusNode, softplusDefinition } from "./activations/softplus.ts";
import { type TanhNode, tanhDefinition } from "./activations/tanh.ts";
import type { NodeDefinition } from "./internal/define-node.ts";
import type { Network } from "./network.ts";

/** A function applied to every unit. */
export type ActivationNode =
  | ReluNode
  | LeakyReluNode
  | AbsNode
  | AbReluNode
  | ErfNode
  | SigmoidLikeNode
  | GeluNode
  | SinNode
  | CosNode
  | RbfNode
  | ExpNode
  | GaussianNode
  | GaborNode
  | SignNode
  | ExpNormalizedNode
  | HermiteNode
  | MonomialNode
  | RectifiedMonomialNode
  | PolynomialNode
  | TanhNode
  | SigmoidNode
  | SiluNode
  | SoftplusNode
  | EluNode
  | ElementwiseNode;

export const activationDefinitions: readonly NodeDefinition[] = [
  reluDefinition,
  leakyReluDefinition,
  absDefinition,
  abReluDefinition,
  erfDefinition,
  sigmoidLikeDefinition,
  geluDefinition,
  sinDefinition,
  cosDefinition,
  rbfDefinition,
  expDefinition,
  gaussianDefinition,
  gaborDefinition,
  signDefinition,
  expNormalizedDefinition,
  hermiteDefinition,
  monomialDefinition,
  rectifiedMonomialDefinition,
  polynomialDefinition,
  tanhDefinition,
  sigmoidDefinition,
  siluDefinition,
  softplusDefinition,
  eluDefinition,
  elementwiseDefinition,
];

const types: ReadonlySet<string> = new Set(activationDefinitions.map(({ type }) => type));

/** Returns whether a node is an activation: a function applied to every unit. */
export function isActivation(node: Network): node is ActivationNode {
  return types.has(node.type);
}
