import { matrixTiles } from "@ntkit/linalg";
import type { Matrix, SymmetricTiles } from "@ntkit/linalg";
import { checkKernel } from "../check.ts";

/** A kernel matrix K [N, N] that is never there as a whole: any part of it on demand. */
export type KernelTiles = SymmetricTiles;

/**
 * A kernel given either way, as tiles.
 *
 * @throws ShapeError, NumericalError, RangeError when a matrix is no kernel
 */
export function toTiles(caller: string, kernel: Matrix | KernelTiles): KernelTiles {
  if ("tile" in kernel) return kernel;
  checkKernel(caller, kernel);
  return matrixTiles(kernel);
}
