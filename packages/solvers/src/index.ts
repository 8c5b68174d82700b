/**
 * From a kernel matrix and targets to predictions, with their uncertainty and an honest estimate of
 * how good they are.
 *
 * ```ts
 * import { fromRows } from "@ntkit/linalg";
 * import { kernelRegression, regressionPredict } from "@ntkit/solvers";
 *
 * const kernel = fromRows([[2, 1], [1, 2]]); // between the training rows
 * const model = await kernelRegression({ kernel, targets: fromRows([[1], [3]]), ridge: 1 });
 * console.log((await regressionPredict(model, fromRows([[1, 1]]))).data); // Float64Array [ 1 ]
 * ```
 *
 * @module
 */
export type { SolverOptions } from "./solver-options.ts";
export { calibrateTemperature } from "./classification/calibrate-temperature.ts";
export type { Temperature, TemperatureOptions } from "./classification/calibrate-temperature.ts";
export { classify } from "./classification/classify.ts";
export { softmaxProbabilities } from "./classification/softmax-probabilities.ts";
export { eigenResiduals } from "./dynamics/eigen-residuals.ts";
export { ensembleFlow, ensembleFlowPredict } from "./dynamics/ensemble-flow.ts";
export type { EnsembleFlow, EnsembleFlowProblem } from "./dynamics/ensemble-flow.ts";
export { flowLoss, timeToReachLoss } from "./dynamics/flow-loss.ts";
export type { FlowMethod } from "./dynamics/flow-method.ts";
export { gradientDescentPredict } from "./dynamics/gradient-descent-predict.ts";
export type { DescentOptions } from "./dynamics/gradient-descent-predict.ts";
export { gradientFlowPredict } from "./dynamics/gradient-flow-predict.ts";
export { gradientFlow } from "./dynamics/gradient-flow.ts";
export type { FlowProblem, GradientFlow, LossScale } from "./dynamics/gradient-flow.ts";
export { largestStableRate } from "./dynamics/largest-stable-rate.ts";
export { lossFlowLimit } from "./dynamics/loss-flow-limit.ts";
export type { LossLimit } from "./dynamics/loss-flow-limit.ts";
export { lossFlow } from "./dynamics/loss-flow.ts";
export type {
  LossFlowOptions,
  LossFlowProblem,
  LossFlowState,
  LossTrajectory,
} from "./dynamics/loss-flow.ts";
export { naturalGradientPredict } from "./dynamics/natural-gradient-predict.ts";
export type { NaturalGradientOptions } from "./dynamics/natural-gradient-predict.ts";
export { crossEntropyLoss, huberLoss, logisticLoss, squaredLoss } from "./dynamics/objective.ts";
export type { Objective } from "./dynamics/objective.ts";
export type { FlowTestRows, Trajectory } from "./dynamics/spectral-predict.ts";
export { timeToLearn } from "./dynamics/time-to-learn.ts";
export type { StoppingRule } from "./dynamics/time-to-learn.ts";
export { appendPoints } from "./gp/append-points.ts";
export type { AppendedPoints } from "./gp/append-points.ts";
export { calibratedAmplitude } from "./gp/calibrated-amplitude.ts";
export { fitAmplitudeAndNoise } from "./gp/fit-amplitude-and-noise.ts";
export type { AmplitudeAndNoise, AmplitudeAndNoiseProblem } from "./gp/fit-amplitude-and-noise.ts";
export { gaussianCalibration } from "./gp/gaussian-calibration.ts";
export type { Calibration, CalibrationProblem } from "./gp/gaussian-calibration.ts";
export { gaussianProcessPredict } from "./gp/gaussian-process-predict.ts";
export type { Posterior, PosteriorOptions, TestRows } from "./gp/gaussian-process-predict.ts";
export { gaussianProcess } from "./gp/gaussian-process.ts";
export type { GaussianProcess, GaussianProcessProblem } from "./gp/gaussian-process.ts";
export { marginalLikelihood } from "./gp/marginal-likelihood.ts";
export type { MarginalLikelihood, MarginalLikelihoodProblem } from "./gp/marginal-likelihood.ts";
export { maximizeMarginalLikelihood } from "./gp/maximize-marginal-likelihood.ts";
export type {
  HyperparameterOptions,
  HyperparameterProblem,
  Hyperparameters,
  KernelAt,
} from "./gp/maximize-marginal-likelihood.ts";
export { ntkEnsemble, ntkEnsemblePredict } from "./gp/ntk-ensemble.ts";
export type { EnsembleProblem, NtkEnsemble } from "./gp/ntk-ensemble.ts";
export { posteriorSamples } from "./gp/posterior-samples.ts";
export type { SampleOptions } from "./gp/posterior-samples.ts";
export { removePoints } from "./gp/remove-points.ts";
export type { UpdatableRegression, UpdatedRegression } from "./gp/update-regression.ts";
export { flowLearner } from "./learners/flow-learner.ts";
export type { FlowLearnerOptions } from "./learners/flow-learner.ts";
export type { KernelExpansion } from "./learners/kernel-expansion.ts";
export type { Learner, LearnerOptions, LearnerPath } from "./learners/learner.ts";
export { lossLearner } from "./learners/loss-learner.ts";
export type { LossLearnerOptions } from "./learners/loss-learner.ts";
export { ridgeLearner } from "./learners/ridge-learner.ts";
export type { RidgeLearnerOptions } from "./learners/ridge-learner.ts";
export { svcLearner } from "./learners/svc-learner.ts";
export type { SvcLearnerOptions } from "./learners/svc-learner.ts";
export { accuracy } from "./metrics/accuracy.ts";
export { confusionMatrix } from "./metrics/confusion-matrix.ts";
export { logLoss } from "./metrics/log-loss.ts";
export { meanAbsoluteError } from "./metrics/mean-absolute-error.ts";
export { meanInterval } from "./metrics/mean-interval.ts";
export { accuracyMetric, meanAbsoluteErrorMetric, rmseMetric } from "./metrics/metric.ts";
export type { Metric } from "./metrics/metric.ts";
export { r2 } from "./metrics/r2.ts";
export { rmse } from "./metrics/rmse.ts";
export { wilsonInterval } from "./metrics/wilson-interval.ts";
export type { Interval } from "./metrics/wilson-interval.ts";
export { kernelRegression } from "./regression/kernel-regression.ts";
export type { RegressionModel, RegressionProblem } from "./regression/kernel-regression.ts";
export { leaveOneOut } from "./regression/leave-one-out.ts";
export type { LeaveOneOut } from "./regression/leave-one-out.ts";
export { regressionPredict } from "./regression/regression-predict.ts";
export type { RidgeFit } from "./regression/ridge-fit.ts";
export { ridgePath } from "./regression/ridge-path.ts";
export type { RidgePath, RidgePathProblem } from "./regression/ridge-path.ts";
export { eigenProRegression } from "./scale/eigen-pro-regression.ts";
export type {
  EigenProOptions,
  EigenProProblem,
  EigenProRegression,
} from "./scale/eigen-pro-regression.ts";
export { kernelProduct } from "./scale/kernel-product.ts";
export type { TileOptions } from "./scale/kernel-product.ts";
export type { KernelTiles } from "./scale/kernel-tiles.ts";
export { lowRankRegression } from "./scale/low-rank-regression.ts";
export type { LandmarkRegression, LowRankProblem } from "./scale/low-rank-regression.ts";
export type { LandmarkProblem, NystromOptions } from "./scale/nystrom-features.ts";
export { nystromPath } from "./scale/nystrom-path.ts";
export type { NystromPathProblem } from "./scale/nystrom-path.ts";
export { nystromRegression } from "./scale/nystrom-regression.ts";
export type { NystromProblem } from "./scale/nystrom-regression.ts";
export { bootstrapBiasCorrected } from "./selection/bootstrap-bias-corrected.ts";
export type {
  BiasCorrectedEstimate,
  BootstrapOptions,
} from "./selection/bootstrap-bias-corrected.ts";
export { crossValidate } from "./selection/cross-validate.ts";
export type {
  ConfigurationResult,
  CrossValidation,
  CrossValidationProblem,
  Fold,
  FoldKernel,
} from "./selection/cross-validate.ts";
export { selectBest } from "./selection/select-best.ts";
export { solveSvmDual } from "./svm/solve-svm-dual.ts";
export type { SvmDualOptions } from "./svm/solve-svm-dual.ts";
export { supportVectorClassifier } from "./svm/support-vector-classifier.ts";
export type { SvcProblem } from "./svm/support-vector-classifier.ts";
export { supportVectorPath } from "./svm/support-vector-path.ts";
export type { SvcGridProblem, SvcModel, SvcStrategy } from "./svm/support-vector-path.ts";
export { svcPredict } from "./svm/svc-predict.ts";
export type { SvcPrediction } from "./svm/svc-predict.ts";
export type { SvmDual, SvmReport, SvmSolution } from "./svm/svm-dual.ts";
export { descentRate } from "./theory/descent-rate.ts";
export type { DescentRate, DescentRateProblem, RateConstants } from "./theory/descent-rate.ts";
export { gcvRisk } from "./theory/gcv-risk.ts";
export type { GcvProblem, GcvRisk } from "./theory/gcv-risk.ts";
export { generalizationBound } from "./theory/generalization-bound.ts";
export type {
  GeneralizationBound,
  GeneralizationBoundProblem,
} from "./theory/generalization-bound.ts";
export { lossCurve } from "./theory/loss-curve.ts";
export type { LossCurve, LossCurveProblem } from "./theory/loss-curve.ts";
export { naturalGradientRate } from "./theory/natural-gradient-rate.ts";
export type {
  NaturalGradientRate,
  NaturalGradientRateProblem,
} from "./theory/natural-gradient-rate.ts";
export { ntrfBound } from "./theory/ntrf-bound.ts";
export type { NtrfBound, NtrfBoundOptions, NtrfBoundProblem } from "./theory/ntrf-bound.ts";
export { trainability } from "./theory/trainability.ts";
export type { Trainability, TrainabilityProblem } from "./theory/trainability.ts";
