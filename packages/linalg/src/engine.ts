import type { Cholesky } from "./cholesky.ts";
import type { EigenSymmetric } from "./eigen-symmetric.ts";
import type { Matrix } from "./matrix.ts";
import type { Matrix32 } from "./matrix32.ts";
import type { GramRecipe } from "./wasm/gram-tiles.ts";

/** What every long computation takes: a way to stop it and a way to hear how far it is. */
export interface CallOptions {
  /** Aborting rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the finished fraction, between 0 and 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * The heavy operations behind one interface, so that a solver does not know what computes them.
 *
 * Calls are asynchronous because an engine may work on other threads; arguments must not be changed
 * until the call has settled. Results are new matrices.
 */
export interface Engine {
  readonly name: string;
  /** How other threads compute what `gram` gives, tile by tile, with the same bits; absent where they cannot. */
  readonly gramRecipe?: GramRecipe | undefined;
  /**
   * Writes A Bᵀ to `c` [n, m]; without B only the lower half of A Aᵀ, and anything above the diagonal.
   * Absent where `gram` computes in place as well.
   */
  readonly gramInto?: (c: Matrix, a: Matrix, b?: Matrix, options?: CallOptions) => Promise<void>;
  /** A B, shape [m, n], for A [m, k] and B [k, n]. */
  multiply(a: Matrix, b: Matrix, options?: CallOptions): Promise<Matrix>;
  /** A Bᵀ, shape [n, m], for A [n, d] and B [m, d]; without B the symmetric A Aᵀ, half of it computed. */
  gram(a: Matrix, b?: Matrix, options?: CallOptions): Promise<Matrix>;
  /** A B in 32-bit numbers, about twice as fast; absent where the engine has none. */
  readonly multiply32?: (a: Matrix32, b: Matrix32, options?: CallOptions) => Promise<Matrix32>;
  /** A Bᵀ in 32-bit numbers, without B the symmetric A Aᵀ; absent where the engine has none. */
  readonly gram32?: (a: Matrix32, b?: Matrix32, options?: CallOptions) => Promise<Matrix32>;
  /** A = L Lᵀ of a symmetric positive definite matrix, of which only the lower half is read. */
  cholesky(a: Matrix, options?: CallOptions): Promise<Cholesky>;
  /** X with A X = B, for a factor of A [n, n] and B [n, m]. */
  solveCholesky(factor: Cholesky, b: Matrix, options?: CallOptions): Promise<Matrix>;
  /** X with L X = B, for the lower triangle L [n, n] and B [n, m]. */
  solveLower(lower: Matrix, b: Matrix, options?: CallOptions): Promise<Matrix>;
  /** Diagonal of A⁻¹, shape [n], for a factor of A [n, n]. */
  inverseDiagonal(factor: Cholesky, options?: CallOptions): Promise<Float64Array>;
  /** A = V diag(values) Vᵀ of a symmetric matrix, eigenvalues descending. */
  eigenSymmetric(a: Matrix, options?: CallOptions): Promise<EigenSymmetric>;
}
