import { EngineError } from "../engine-error.ts";
import type { CallOptions, Engine } from "../engine.ts";
import type { Matrix32 } from "../matrix32.ts";
import { checked } from "./checked.ts";
import { importKoffi } from "./koffi.ts";
import { libraryNames } from "./library-names.ts";
import { nativeCalls } from "./native-calls.ts";
import { loadLibrary } from "./native-library.ts";
import type { NativeLibrary } from "./native-library.ts";
import { nativeCholesky, nativeInverseDiagonal, nativeSolve } from "./native-factors.ts";
import { nativeEigen } from "./native-eigen.ts";
import { double, single } from "./native-precision.ts";
import { nativeProducts } from "./native-products.ts";
import { nativeSelfTest } from "./native-self-test.ts";

/** Which library {@link nativeEngine} calls, and how. */
export interface NativeEngineOptions {
  /**
   * File of a library with BLAS and LAPACK, or files that have them together. Default: the usual
   * names on this platform, OpenBLAS first.
   */
  readonly library?: string | readonly string[];
  /**
   * Threads of the library, where it lets them be set (OpenBLAS does). Default: what it chooses.
   * The library has one such number for the whole process; each call sets it again.
   */
  readonly threads?: number;
}

/** An {@link Engine} that calls a library of this machine. */
export interface NativeEngine extends Engine {
  /** A B in 32-bit numbers, shape [m, n], for A [m, k] and B [k, n]: twice as fast as `multiply`. */
  multiply32(a: Matrix32, b: Matrix32, options?: CallOptions): Promise<Matrix32>;
  /** A Bᵀ in 32-bit numbers; without B the symmetric A Aᵀ, half of it computed. */
  gram32(a: Matrix32, b?: Matrix32, options?: CallOptions): Promise<Matrix32>;
  /** The files that were loaded, as the dynamic linker was given them. */
  readonly library: readonly string[];
  /** What the library says of its version and processor; undefined where it does not. */
  readonly version: string | undefined;
  /** Threads that it uses; undefined where it does not say. */
  readonly threads: number | undefined;
}

/**
 * Engine whose arithmetic is that of an installed BLAS and LAPACK: OpenBLAS, MKL or Accelerate (which
 * is not tested), called through the package koffi, which is not installed with this one.
 *
 * Results agree with those of the other engines to rounding and differ from machine to machine. Calls
 * run on another thread, one after the other. A library cannot be interrupted: aborting takes effect
 * between its routines, of which an operation has one or two, and so does progress.
 *
 * @throws {@link EngineError} `not-installed` when koffi or a library is missing, with all that was
 *   tried; `not-supported` when the library computes wrongly or `threads` cannot be set
 * @throws {@link !RangeError} when `threads` is not a positive integer
 */
export async function nativeEngine(options: NativeEngineOptions = {}): Promise<NativeEngine> {
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`nativeEngine: threads must be a positive integer, got ${threads}`);
  }
  const koffi = await importKoffi();
  const library = loadLibrary(koffi, candidates(options.library));
  const used = usedThreads(library, threads);
  const calls = nativeCalls(library, threads);
  const products = nativeProducts(calls, double);
  const products32 = nativeProducts(calls, single);
  const engine: NativeEngine = {
    name: nameOf(library, used),
    library: library.files,
    version: library.version,
    threads: used,
    multiply: products.multiply,
    gram: products.gram,
    gramInto: products.gramInto,
    multiply32: products32.multiply,
    gram32: products32.gram,
    cholesky: (a, call) =>
      checked(call, { "cholesky: the matrix": a }, () => nativeCholesky(calls, a, call)),
    solveCholesky: ({ lower }, b, call) =>
      checked(call, { "solveCholesky: lower": lower, "solveCholesky: b": b }, () =>
        nativeSolve(calls, "solveCholesky", lower, b, call),
      ),
    solveLower: (lower, b, call) =>
      checked(call, { "solveLower: lower": lower, "solveLower: b": b }, () =>
        nativeSolve(calls, "solveLower", lower, b, call),
      ),
    inverseDiagonal: (factor, call) =>
      checked(call, { "inverseDiagonal: lower": factor.lower }, () =>
        nativeInverseDiagonal(calls, factor, call),
      ),
    eigenSymmetric: (a, call) =>
      checked(call, { "eigenSymmetric: the matrix": a }, () => nativeEigen(calls, a, call)),
  };
  await nativeSelfTest(engine);
  return engine;
}

function candidates(library: string | readonly string[] | undefined) {
  if (library !== undefined) return [typeof library === "string" ? [library] : library];
  const { process } = globalThis as { process?: { platform?: string } };
  return libraryNames(process?.platform ?? "");
}

function usedThreads(library: NativeLibrary, threads: number | undefined): number | undefined {
  if (threads === undefined) return library.threads?.get();
  if (library.threads === undefined) {
    throw new EngineError(
      `nativeEngine: the threads of ${library.files.join(" + ")} cannot be set, got threads ${threads}; leave them out`,
      "not-supported",
    );
  }
  library.threads.set(threads);
  const got = library.threads.get();
  if (got !== threads) {
    throw new EngineError(
      `nativeEngine: ${library.files.join(" + ")} must be able to use ${threads} threads, got ${got}`,
      "not-supported",
    );
  }
  return threads;
}

function nameOf({ files, version }: NativeLibrary, threads: number | undefined): string {
  const known = /^OpenBLAS +[\d.]+/.exec(version ?? "")?.[0] ?? files.join(" + ");
  const count = threads === undefined ? "" : `, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  return `native, ${known}${count}`;
}
