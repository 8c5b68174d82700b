/**
 * Finite networks: Jacobian factors, empirical tangent kernels, linearisation and training.
 *
 * @module
 */
export { checkFactors } from "./factors/check-factors.ts";
export type {
  EmbeddingFactors,
  FactorNumbers,
  Factors,
  LinearFactors,
  LocalFactors,
  SiteFactors,
  SiteName,
  VectorFactors,
} from "./factors/factors.ts";
export { finiteNetwork } from "./network/finite-network.ts";
export type { FiniteNetwork } from "./network/finite-network.ts";
export type { FiniteModel } from "./network/finite-model.ts";
export type { FactorOptions, FactorSource } from "./network/factor-source.ts";
export type { Parameters } from "./network/parameters.ts";
export type { Inputs } from "./inputs.ts";
export type { FiniteOptions } from "./plan/builder.ts";
export type { Parameterization } from "./plan/scaling.ts";
export type { ParameterSpec } from "./plan/plan.ts";
export type { Activation } from "./activations/activation.ts";
export type { ElementwiseFunctions } from "./activations/activation-of.ts";
export { ntkFromFactors } from "./kernels/ntk-from-factors.ts";
export type { FactorKernelOptions } from "./kernels/ntk-from-factors.ts";
export type { KernelForm, KernelOf } from "./kernels/form.ts";
export { empiricalNtk, ntkContributions } from "./kernels/empirical-ntk.ts";
export type { ContributionKey, NtkOptions } from "./kernels/empirical-ntk.ts";
export { empiricalNngp } from "./kernels/empirical-nngp.ts";
export type { NngpOptions } from "./kernels/empirical-nngp.ts";
export type { KernelOptions } from "./kernels/tiling.ts";
