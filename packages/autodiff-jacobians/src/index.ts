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
  OuterFactors,
  SiteFactors,
  SiteName,
  VectorFactors,
} from "./factors/factors.ts";
export { jacobianWorkers } from "./workers/jacobian-workers.ts";
export type { JacobianWorkers, JacobianWorkersOptions } from "./workers/jacobian-workers.ts";
export { finiteNetwork } from "./network/finite-network.ts";
export type { FiniteNetwork } from "./network/finite-network.ts";
export type { FiniteModel } from "./network/finite-model.ts";
export type { FactorOptions, FactorSource, Precision } from "./network/factor-source.ts";
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
export type { NtkOptions } from "./kernels/empirical-ntk.ts";
export type { ContributionKey } from "./kernels/sum-of-sites.ts";
export { empiricalNngp } from "./kernels/empirical-nngp.ts";
export type { NngpOptions } from "./kernels/empirical-nngp.ts";
export type { KernelOptions } from "./kernels/tiling.ts";
export { jacobian } from "./kernels/jacobian.ts";
export type { JacobianOptions } from "./kernels/jacobian.ts";
export { ntkVectorProduct } from "./kernels/ntk-vector-product.ts";
export { ntkDiagonal, ntkTiles } from "./kernels/ntk-tiles.ts";
export { equivalentRates, reparametrize } from "./network/reparametrize.ts";
export type { ActivationPattern } from "./network/finite-model.ts";
export { taylorExpansion } from "./linearisation/taylor-expansion.ts";
export type { ParametricFunction } from "./linearisation/taylor-expansion.ts";
export { linearizedNetwork } from "./linearisation/linearized-network.ts";
export { linearizationReport } from "./linearisation/linearization-report.ts";
export type {
  LinearizationOptions,
  LinearizationReport,
} from "./linearisation/linearization-report.ts";
export { train } from "./training/train.ts";
export type { TrainingMoment, TrainOptions } from "./training/train.ts";
export type { Trainable } from "./training/trainable.ts";
export type { TrainingState } from "./training/training-state.ts";
export type { Loss, LossName } from "./training/loss.ts";
export { trainNaturally } from "./training/natural-gradient.ts";
export type { NaturalOptions } from "./training/natural-gradient.ts";
export { trainingRecorder } from "./training/training-recorder.ts";
export type {
  RecorderOptions,
  TrainingRecord,
  TrainingRecorder,
} from "./training/training-recorder.ts";
export { patternChange } from "./training/pattern-change.ts";
export {
  kernelAlignment,
  kernelDistance,
  kernelEllipse,
  kernelVelocity,
} from "./motion/kernel-motion.ts";
export type { KernelEllipse, TimedKernel } from "./motion/kernel-motion.ts";
export { learningStep } from "./motion/learning-step.ts";
export type { LearningStep, LearningStepOptions } from "./motion/learning-step.ts";
