/**
 * TensorFlow.js models and backends.
 *
 * @module
 */
export type { Attempt, BackendEvidence } from "./tfjs/backends/attempt.ts";
export { BackendError } from "./tfjs/backends/backend-error.ts";
export { backendNames } from "./tfjs/backends/backend-name.ts";
export type { BackendName } from "./tfjs/backends/backend-name.ts";
export { layersModel } from "./tfjs/model/layers-model.ts";
export type { LayersModelOptions } from "./tfjs/model/layers-model.ts";
export { readLayersModel } from "./tfjs/model/read-layers-model.ts";
export { ModelError } from "./tfjs/model-error.ts";
export type { ModelErrorReason } from "./tfjs/model-error.ts";
export { networkModel } from "./tfjs/network/network-model.ts";
export { probedModel } from "./tfjs/probe/probed-model.ts";
export type { PassOptions, ProbedModel, ProbedModelOptions } from "./tfjs/probe/probed-model.ts";
export type {
  BiasUse,
  EmbeddingUse,
  Lazy,
  LinearUse,
  ParameterUse,
  Probe,
  ProbedFunction,
  VectorUse,
} from "./tfjs/probe/site.ts";
export type { LayerCall, LayerRule } from "./tfjs/rules/rule.ts";
export { loadBackend } from "./tfjs/backends/load-backend.ts";
export type { LoadBackendOptions, TfjsBackend } from "./tfjs/backends/load-backend.ts";
export type { CheckResult, ConformanceReport } from "./tfjs/conformance/check-backend.ts";
