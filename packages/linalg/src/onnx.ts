/**
 * An engine whose products run on ONNX Runtime, for Node: an extra beside `@ntkit/linalg`, for machines
 * without a BLAS.
 *
 * ```ts
 * import { fromRows, plainEngine, toRows } from "@ntkit/linalg";
 * import { onnxEngine } from "@ntkit/linalg/onnx";
 *
 * const engine = await onnxEngine({ engine: plainEngine });
 * console.log(toRows(await engine.gram(fromRows([[2, 0], [1, 3]])))); // [ [ 4, 2 ], [ 2, 10 ] ]
 * ```
 *
 * @module
 */
export { onnxEngine } from "./onnx/onnx-engine.ts";
export type { OnnxEngine, OnnxEngineOptions } from "./onnx/onnx-engine.ts";
export type { OnnxRuntime, OnnxSession, OnnxTensor } from "./onnx/onnx-runtime.ts";
