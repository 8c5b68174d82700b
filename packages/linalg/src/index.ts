/**
 * Dense float64 linear algebra: plain TypeScript, or WebAssembly on threads with the same bits.
 *
 * ```ts
 * import { cholesky, fromRows, gram, solveCholesky, toRows } from "@ntkit/linalg";
 *
 * const a = gram(fromRows([[2, 0], [1, 3]]));
 * const x = solveCholesky(cholesky(a), fromRows([[2], [19]]));
 * console.log(toRows(x)); // [ [ -0.5 ], [ 2 ] ]
 * ```
 *
 * @module
 */
export { appendCholesky } from "./append-cholesky.ts";
export { cholesky } from "./cholesky.ts";
export type { Cholesky } from "./cholesky.ts";
export { conditionEstimate } from "./condition-estimate.ts";
export { conjugateGradients } from "./conjugate-gradients.ts";
export type { ConjugateGradientsOptions, ConjugateGradientsResult } from "./conjugate-gradients.ts";
export { defaultEngine } from "./default-engine.ts";
export { eigenSymmetric } from "./eigen-symmetric.ts";
export type { EigenSymmetric } from "./eigen-symmetric.ts";
export type { CallOptions, Engine } from "./engine.ts";
export type { EngineOptions } from "./engine-options.ts";
export { EngineError } from "./engine-error.ts";
export type { EngineErrorCode } from "./engine-error.ts";
export { NumericalError, ShapeError } from "./errors.ts";
export type { NumericalReason } from "./errors.ts";
export { erf, erfc, erfcx } from "./erf.ts";
export { gammaln } from "./gammaln.ts";
export { gaussHermite } from "./gauss-hermite.ts";
export { gaussLegendre } from "./gauss-legendre.ts";
export type { Quadrature } from "./gauss-rule.ts";
export { gram } from "./gram.ts";
export { inverseDiagonal } from "./inverse-diagonal.ts";
export type { LinearOperator } from "./linear-operator.ts";
export { logDeterminant } from "./log-determinant.ts";
export { lowRankPreconditioner } from "./low-rank-preconditioner.ts";
export { matrix } from "./matrix.ts";
export type { Matrix } from "./matrix.ts";
export type { Matrix32 } from "./matrix32.ts";
export { multiply } from "./multiply.ts";
export { normalCdf, normalQuantile } from "./normal.ts";
export { dormandPrince } from "./ode/dormand-prince.ts";
export { extrapolatedEuler } from "./ode/extrapolated-euler.ts";
export type { ShiftedSolve, StiffOdeProblem } from "./ode/extrapolated-euler.ts";
export type { OdePoint, OdeProblem, OdeSolution } from "./ode/ode-problem.ts";
export { pivotedCholesky } from "./pivoted-cholesky.ts";
export type { PivotedCholesky, PivotedCholeskyOptions } from "./pivoted-cholesky.ts";
export { plainEngine } from "./plain-engine.ts";
export { random } from "./random.ts";
export type { Random } from "./random.ts";
export { readDiagonal, readTile } from "./read-tile.ts";
export { fromRows, toRows } from "./rows.ts";
export { solveCholesky } from "./solve-cholesky.ts";
export { solveLower, solveLowerTransposed } from "./solve-lower.ts";
export { diagonal, selectRows, submatrix } from "./submatrix.ts";
export { matrixTiles } from "./symmetric-tiles.ts";
export type { SymmetricTiles } from "./symmetric-tiles.ts";
export { tensor } from "./tensor.ts";
export type { Tensor } from "./tensor.ts";
export { topEigenpairs } from "./top-eigenpairs.ts";
export type { TopEigenpairs, TopEigenpairsOptions } from "./top-eigenpairs.ts";
export { transpose } from "./transpose.ts";
export { updateCholesky } from "./update-cholesky.ts";
export { wasmEngine } from "./wasm-engine.ts";
export type { WasmEngine, WasmEngineOptions } from "./wasm-engine.ts";
export type { ResultMemory } from "./wasm/executor.ts";
export { yieldToEventLoop } from "./yield-to-event-loop.ts";
