import { choleskySteps } from "./cholesky.ts";
import { eigenSymmetricSteps } from "./eigen-symmetric.ts";
import type { Engine } from "./engine.ts";
import { gramSteps } from "./gram.ts";
import { inverseDiagonalSteps } from "./inverse-diagonal.ts";
import { multiplySteps } from "./multiply.ts";
import { solveCholeskySteps } from "./solve-cholesky.ts";
import { solveLowerSteps } from "./solve-lower.ts";
import { finishInSlices } from "./steps.ts";

/**
 * The engine without dependencies: plain TypeScript on the calling thread, the same bits as the
 * synchronous functions. It lets the event loop turn every 30 ms.
 */
export const plainEngine: Engine = {
  name: "plain",
  multiply: (a, b, options) => finishInSlices(multiplySteps(a, b), options),
  gram: (a, b, options) => finishInSlices(gramSteps(a, b), options),
  cholesky: (a, options) => finishInSlices(choleskySteps(a), options),
  solveCholesky: (factor, b, options) => finishInSlices(solveCholeskySteps(factor, b), options),
  solveLower: (lower, b, options) => finishInSlices(solveLowerSteps(lower, b), options),
  inverseDiagonal: (factor, options) => finishInSlices(inverseDiagonalSteps(factor), options),
  eigenSymmetric: (a, options) => finishInSlices(eigenSymmetricSteps(a), options),
};
