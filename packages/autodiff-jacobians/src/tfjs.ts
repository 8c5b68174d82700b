/**
 * TensorFlow.js models and backends.
 *
 * @module
 */
export type { Attempt, BackendEvidence } from "./tfjs/backends/attempt.ts";
export { BackendError } from "./tfjs/backends/backend-error.ts";
export type { BackendName } from "./tfjs/backends/backend-name.ts";
export { loadBackend } from "./tfjs/backends/load-backend.ts";
export type { LoadBackendOptions, TfjsBackend } from "./tfjs/backends/load-backend.ts";
export type { CheckResult, ConformanceReport } from "./tfjs/conformance/check-backend.ts";
