import { nonFinite } from "./check-finite.ts";
import { checkSquare, pivotError } from "./cholesky.ts";
import type { Cholesky } from "./cholesky.ts";
import { eigenSymmetricWith } from "./eigen-symmetric.ts";
import type { CallOptions, Engine } from "./engine.ts";
import { checkGramFinite, checkGramShapes } from "./gram.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import type { Matrix32 } from "./matrix32.ts";
import { checkProductFinite, checkProductShapes } from "./multiply.ts";
import { checkTriangle } from "./solve-lower.ts";
import { finishInSlices } from "./steps.ts";
import { transpose } from "./transpose.ts";
import { flipped, view } from "./view.ts";
import type { View } from "./view.ts";
import { checkThreads, defaultThreads } from "./tasks/threads.ts";
import { createExecutor } from "./wasm/executor.ts";
import type { Executor, ResultMemory } from "./wasm/executor.ts";
import type { Build } from "./wasm/kernels.ts";
import { productJob } from "./wasm/product-job.ts";
import { gram32, multiply32 } from "./wasm/products32.ts";
import { THIN } from "./wasm/thin-product-program.ts";
import type { ThinProductJob } from "./wasm/thin-product-program.ts";
import { wasmBlocks } from "./wasm/wasm-blocks.ts";
import type { Tiling } from "./wasm/workspace.ts";

/** Tile sizes that {@link wasmEngine} uses; no size changes a bit of a result. */
const TILING: Tiling = { side: 256, depth: 384, room: 8 * 2 ** 20 };

/** Of the tiles of a Cholesky factor: rows at most, columns of tiles for each thread, rows of a block. */
const LARGEST_CHOLESKY_SIDE = 192;
const COLUMNS_FOR_A_THREAD = 3;
const BLOCK = 64;

/** How {@link wasmEngine} computes. */
export interface WasmEngineOptions {
  /**
   * Worker threads. 1 computes on the calling thread and lets the event loop turn every 30 ms.
   * Default: one for each processor where memory can be shared, else 1.
   */
  readonly threads?: number;
  /**
   * Twice as fast, with the same bits, on processors with 256-bit vectors: sets a V8 flag that holds
   * for all WebAssembly compiled in this process from then on. Node 24 and later. Default: false.
   */
  readonly wide?: boolean;
  /**
   * Multiplications and additions rounded together where the processor can: fewer rounding errors,
   * but bits that differ between machines, and from the other engines. Default: false.
   */
  readonly fma?: boolean;
  /**
   * Where results of products lie, for one thread: arrays of any value, which somebody takes back.
   * Default: new arrays.
   */
  readonly results?: ResultMemory;
}

/** An {@link Engine} that holds threads and memory until it is disposed. */
export interface WasmEngine extends Engine {
  readonly threads: number;
  readonly wide: boolean;
  readonly fma: boolean;
  /**
   * A B in 32-bit numbers, shape [m, n], for A [m, k] and B [k, n]: twice as fast as `multiply`.
   *
   * Every entry is summed in the order of k with a 32-bit rounding after each operation (not with
   * `fma`), so it has the same bits everywhere and errs by at most (k + 1) 2⁻²⁴ Σ |aᵢₖ| |bₖⱼ|, as long
   * as nothing overflows or is below 1e-38.
   *
   * @throws as `multiply`
   */
  multiply32(a: Matrix32, b: Matrix32, options?: CallOptions): Promise<Matrix32>;
  /** A Bᵀ in 32-bit numbers, with the same error; without B the symmetric A Aᵀ, half of it computed. */
  gram32(a: Matrix32, b?: Matrix32, options?: CallOptions): Promise<Matrix32>;
  /** Ends the threads. Calls that run, and later ones, reject with an `EngineError` `disposed`. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Engine whose arithmetic runs as WebAssembly SIMD on worker threads, in Node and in browsers.
 *
 * All results have the bits of the synchronous functions, for every number of threads (not with
 * `fma`). Matrices pass through WebAssembly memory in tiles, so its 4 GiB do not limit
 * them. With several threads the results lie on shared memory: `postMessage` shares and does not copy
 * them.
 *
 * @throws {@link !RangeError} when `threads` is not a positive integer
 * @throws {@link EngineError} `no-shared-memory` when `threads` > 1 in a page without cross-origin
 *   isolation; `worker-died` when the threads cannot be started;
 *   `not-supported` when this runtime lacks SIMD, or what `wide` or `fma` needs
 */
export async function wasmEngine(options: WasmEngineOptions = {}): Promise<WasmEngine> {
  const threads = options.threads ?? defaultThreads();
  checkThreads("wasmEngine", threads);
  const { wide = false, fma = false, results } = options;
  if (results !== undefined && threads > 1) {
    throw new RangeError(
      `wasmEngine: results must be left out with ${threads} threads, got a memory`,
    );
  }
  return engineWith(threads, { wide, fma }, TILING, results);
}

/** {@link wasmEngine} with other tiles. */
export async function engineWith(
  threads: number,
  { wide, fma }: Build,
  tiling: Tiling,
  results?: ResultMemory,
): Promise<WasmEngine> {
  const executor = await createExecutor(threads, { wide, fma }, tiling, results);
  const dispose = () => executor.dispose();
  return {
    name: `wasm, ${threads} ${threads === 1 ? "thread" : "threads"}${wide ? ", wide" : ""}${fma ? ", fma" : ""}`,
    threads,
    wide,
    fma,
    gramRecipe: { module: executor.module, threads, wide, fma },
    multiply: (a, b, call) => multiplyOn(executor, a, b, call),
    gram: (a, b, call) => gramOn(executor, a, b, call),
    multiply32: (a, b, call) => multiply32(executor, a, b, call),
    gram32: (a, b, call) => gram32(executor, a, b, call),
    cholesky: (a, call) => choleskyOn(executor, a, call),
    solveCholesky: ({ lower }, b, call) => solveOn(executor, "solveCholesky", lower, b, call),
    solveLower: (lower, b, call) => solveOn(executor, "solveLower", lower, b, call),
    inverseDiagonal: (factor, call) => inverseDiagonalOn(executor, factor, call),
    eigenSymmetric: (a, call) =>
      finishInSlices(eigenSymmetricWith(a, wasmBlocks(executor, call?.signal)), call),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

async function multiplyOn(
  executor: Executor,
  a: Matrix,
  b: Matrix,
  call?: CallOptions,
): Promise<Matrix> {
  checkProductShapes(a, b);
  const c = matrix(a.rows, b.cols, executor.results.float64(a.rows * b.cols));
  const job = productJob(executor, {
    a: sharedView(executor, a),
    b: flipped(sharedView(executor, b)),
    c: view(c),
    sign: 1,
    accumulate: false,
  });
  const outcome = await executor.run(job, 2 * c.data.length * a.cols, call);
  // A number that is not finite spoils every entry that it enters, so the result tells.
  if (outcome.notFinite || c.data.length === 0) checkProductFinite(a, b);
  return c;
}

async function gramOn(
  executor: Executor,
  a: Matrix,
  b: Matrix | undefined,
  call?: CallOptions,
): Promise<Matrix> {
  checkGramShapes(a, b);
  const other = b ?? a;
  const c = matrix(a.rows, other.rows, executor.results.float64(a.rows * other.rows));
  const left = sharedView(executor, a);
  const thin = b !== undefined && a.rows <= THIN && b.rows >= THIN;
  const job = thin
    ? thinJob(executor, left, sharedView(executor, b), c)
    : productJob(executor, {
        a: left,
        b: b === undefined ? left : sharedView(executor, b),
        c: view(c),
        sign: 1,
        accumulate: false,
        ...(b === undefined ? { half: "mirrored" } : {}),
      });
  const outcome = await executor.run(job, 2 * c.data.length * a.cols, call);
  if (outcome.notFinite || c.data.length === 0) checkGramFinite(a, b);
  return c;
}

function thinJob(executor: Executor, x: View, a: View, c: Matrix): ThinProductJob {
  const [m, n, k] = [x.rows, a.rows, x.cols];
  const data = { x: x.data, a: a.data, c: c.data };
  return { kind: "thin-product", tiling: executor.tiling, m, n, k, ...data };
}

function sharedView(executor: Executor, { rows, cols, data }: Matrix): View {
  return view({ rows, cols, data: executor.share(data) });
}

async function choleskyOn(executor: Executor, a: Matrix, call?: CallOptions): Promise<Cholesky> {
  checkSquare("cholesky", a);
  const n = a.rows;
  const l = executor.allocate(n * n);
  const tiling = { ...executor.tiling, side: choleskySide(executor, n) };
  const outcome = await executor.run(
    { kind: "cholesky", tiling, n, a: executor.share(a.data), l },
    n ** 3 / 3,
    call,
  );
  if (outcome.failed !== undefined) {
    checkLowerHalf(a);
    throw pivotError(outcome.failed.value, outcome.failed.index);
  }
  return { lower: matrix(n, n, l) };
}

/** Rows of a tile: many tiles keep many threads busy, large ones have less beside products. */
function choleskySide({ threads, tiling }: Executor, n: number): number {
  const most = Math.min(tiling.side, LARGEST_CHOLESKY_SIDE);
  const share = BLOCK * Math.ceil(n / (threads * COLUMNS_FOR_A_THREAD * BLOCK));
  return threads === 1 ? most : Math.min(most, Math.max(BLOCK, share));
}

function checkLowerHalf({ rows: n, data }: Matrix): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = data[i * n + j]!;
      if (!Number.isFinite(value)) throw nonFinite("cholesky: the matrix", value, i, j);
    }
  }
}

async function solveOn(
  executor: Executor,
  caller: "solveCholesky" | "solveLower",
  lower: Matrix,
  b: Matrix,
  call?: CallOptions,
): Promise<Matrix> {
  checkTriangle(caller, lower, b);
  const [m, n] = [b.cols, b.rows];
  const backward = caller === "solveCholesky";
  const l = executor.share(lower.data);
  const x = executor.share(transpose(b).data);
  const strip = Math.min(executor.tiling.side, 8 * Math.ceil(m / executor.threads / 8));
  await executor.run(
    { kind: "solve", tiling: executor.tiling, m, n, x, l, forward: true, backward, strip },
    2 * m * n * n,
    call,
  );
  return transpose(matrix(m, n, x));
}

async function inverseDiagonalOn(
  executor: Executor,
  { lower }: Cholesky,
  call?: CallOptions,
): Promise<Float64Array> {
  const n = lower.rows;
  const result = executor.allocate(n);
  const l = executor.share(lower.data);
  await executor.run(
    { kind: "inverse-diagonal", tiling: executor.tiling, n, l, result },
    n ** 3 / 3,
    call,
  );
  return result;
}
