/**
 * An engine that calls the BLAS and LAPACK of this machine, for Node: an extra beside `@ntkit/linalg`.
 *
 * ```ts
 * import { fromRows, toRows } from "@ntkit/linalg";
 * import { nativeEngine } from "@ntkit/linalg/native";
 *
 * const engine = await nativeEngine();
 * console.log(toRows(await engine.gram(fromRows([[2, 0], [1, 3]])))); // [ [ 4, 2 ], [ 2, 10 ] ]
 * ```
 *
 * @module
 */
export { nativeEngine } from "./native/native-engine.ts";
export type { NativeEngine, NativeEngineOptions } from "./native/native-engine.ts";
