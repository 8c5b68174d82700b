/**
 * Neural networks as plain data, read from and written to JSON and YAML, with a stable hash.
 *
 * @example
 * ```ts
 * import { dense, describeNetwork, networkHash, relu, serial } from "@ntkit/architecture";
 *
 * const network = serial(dense({ weightStd: Math.SQRT2, biasStd: 0.1 }), relu(), dense());
 * describeNetwork(network); // "dense(1.41, bias 0.1) → relu → dense(1)"
 * networkHash(network).slice(0, 8); // "727e2e9b"
 * ```
 *
 * @module
 */
export { dense } from "./dense.ts";
export type { DenseNode, DenseOptions } from "./dense.ts";
export { layerNorm } from "./layer-norm.ts";
export type { LayerNormNode, LayerNormOptions } from "./layer-norm.ts";
export { relu } from "./activations/relu.ts";
export type { ReluNode } from "./activations/relu.ts";
export { leakyRelu } from "./activations/leaky-relu.ts";
export type { LeakyReluNode, LeakyReluOptions } from "./activations/leaky-relu.ts";
export { abs } from "./activations/abs.ts";
export type { AbsNode } from "./activations/abs.ts";
export { abRelu } from "./activations/ab-relu.ts";
export type { AbReluNode, AbReluOptions } from "./activations/ab-relu.ts";
export { erf } from "./activations/erf.ts";
export type { ErfNode, ErfOptions } from "./activations/erf.ts";
export { sigmoidLike } from "./activations/sigmoid-like.ts";
export type { SigmoidLikeNode } from "./activations/sigmoid-like.ts";
export { gelu } from "./activations/gelu.ts";
export type { GeluNode } from "./activations/gelu.ts";
export { sin } from "./activations/sin.ts";
export type { SinNode, SinOptions } from "./activations/sin.ts";
export { cos } from "./activations/cos.ts";
export type { CosNode, CosOptions } from "./activations/cos.ts";
export { rbf } from "./activations/rbf.ts";
export type { RbfNode, RbfOptions } from "./activations/rbf.ts";
export { exp } from "./activations/exp.ts";
export type { ExpNode, ExpOptions } from "./activations/exp.ts";
export { gaussian } from "./activations/gaussian.ts";
export type { GaussianNode, GaussianOptions } from "./activations/gaussian.ts";
export { gabor } from "./activations/gabor.ts";
export type { GaborNode } from "./activations/gabor.ts";
export { sign } from "./activations/sign.ts";
export type { SignNode } from "./activations/sign.ts";
export { expNormalized } from "./activations/exp-normalized.ts";
export type { ExpNormalizedNode, ExpNormalizedOptions } from "./activations/exp-normalized.ts";
export { hermite } from "./activations/hermite.ts";
export type { HermiteNode } from "./activations/hermite.ts";
export { monomial } from "./activations/monomial.ts";
export type { MonomialNode } from "./activations/monomial.ts";
export { rectifiedMonomial } from "./activations/rectified-monomial.ts";
export type { RectifiedMonomialNode } from "./activations/rectified-monomial.ts";
export { polynomial } from "./activations/polynomial.ts";
export type { PolynomialNode } from "./activations/polynomial.ts";
export { tanh } from "./activations/tanh.ts";
export type { TanhNode } from "./activations/tanh.ts";
export { sigmoid } from "./activations/sigmoid.ts";
export type { SigmoidNode } from "./activations/sigmoid.ts";
export { silu } from "./activations/silu.ts";
export type { SiluNode } from "./activations/silu.ts";
export { softplus } from "./activations/softplus.ts";
export type { SoftplusNode } from "./activations/softplus.ts";
export { elu } from "./activations/elu.ts";
export type { EluNode, EluOptions } from "./activations/elu.ts";
export { elementwise } from "./activations/elementwise.ts";
export type { ElementwiseNode } from "./activations/elementwise.ts";
export { serial } from "./combinators/serial.ts";
export type { SerialNode } from "./combinators/serial.ts";
export { repeat } from "./combinators/repeat.ts";
export type { RepeatNode } from "./combinators/repeat.ts";
export { parallel } from "./combinators/parallel.ts";
export type { ParallelNode } from "./combinators/parallel.ts";
export { fanOut } from "./combinators/fan-out.ts";
export type { FanOutNode } from "./combinators/fan-out.ts";
export { identity } from "./combinators/identity.ts";
export type { IdentityNode } from "./combinators/identity.ts";
export { fanInSum } from "./combinators/fan-in-sum.ts";
export type { FanInSumNode } from "./combinators/fan-in-sum.ts";
export { fanInConcat } from "./combinators/fan-in-concat.ts";
export type { FanInConcatNode } from "./combinators/fan-in-concat.ts";
export { isActivation } from "./activation-node.ts";
export type { ActivationNode } from "./activation-node.ts";
export type { Network } from "./network.ts";
export { NetworkError } from "./network-error.ts";
export type { NetworkErrorDetail } from "./network-error.ts";
export { checkNetwork } from "./check-network.ts";
export { fromJson } from "./from-json.ts";
export { toJson } from "./to-json.ts";
export { limits } from "./limits.ts";
export type { Limits } from "./limits.ts";
export { networkHash } from "./network-hash.ts";
export { parseNetwork } from "./parse-network.ts";
export type { ParseOptions } from "./parse-network.ts";
export { stringifyNetwork } from "./stringify-network.ts";
export type { StringifyOptions } from "./stringify-network.ts";
export { describeNetwork } from "./describe-network.ts";
export { networkSchema } from "./network-schema.ts";
export { arora } from "./presets/arora.ts";
export type { AroraOptions } from "./presets/arora.ts";
export { aroraUci } from "./presets/arora-uci.ts";
export type { AroraUciOptions } from "./presets/arora-uci.ts";
export { cSigma } from "./presets/c-sigma.ts";
export { jacot } from "./presets/jacot.ts";
export type { JacotOptions } from "./presets/jacot.ts";
export { mlp } from "./presets/mlp.ts";
export type { MlpOptions } from "./presets/mlp.ts";
export { parsePreset } from "./presets/parse-preset.ts";
export { presetNames, presets } from "./presets/presets.ts";
export type { Presets } from "./presets/presets.ts";
