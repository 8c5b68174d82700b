import { EngineError } from "../engine-error.ts";
import type { CallOptions, Engine } from "../engine.ts";
import { checkGramFinite, checkGramShapes } from "../gram.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import { mirrorLower } from "../mirror-lower.ts";
import { checkProductFinite, checkProductShapes } from "../multiply.ts";
import { fromRows, toRows } from "../rows.ts";
import { finishInSlices } from "../steps.ts";
import { productModel } from "./onnx-model.ts";
import { importOnnxRuntime } from "./onnx-runtime.ts";
import type { OnnxRuntime, OnnxSession, OnnxTensor } from "./onnx-runtime.ts";

/** How {@link onnxEngine} computes. */
export interface OnnxEngineOptions {
  /** Computes all but products; `wasmEngine` is the fastest that needs nothing installed. */
  readonly engine: Engine;
  /** Threads of a product. Default: what ONNX Runtime chooses. */
  readonly threads?: number;
  /** The module, where it cannot be imported by its name. Default: `import("onnxruntime-node")`. */
  readonly runtime?: OnnxRuntime;
}

/** An {@link Engine} whose products run on ONNX Runtime. */
export interface OnnxEngine extends Engine {
  /** What the runtime says of its version; undefined where it does not. */
  readonly version: string | undefined;
  /** Ends its sessions, not the engine that it was given. Later products reject with `disposed`. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Engine whose `multiply` and `gram` are those of the package onnxruntime-node: native speed where no
 * BLAS is installed. Everything else is left to the engine that it is given.
 *
 * Products agree with other engines to rounding, not to the bit. A product that runs cannot be
 * interrupted: aborting takes effect when it ends.
 *
 * @throws {@link EngineError} `not-installed` without the package; `not-supported` when it does not load
 *   the models or computes wrongly
 * @throws {@link !RangeError} when `threads` is not a positive integer
 */
export async function onnxEngine(options: OnnxEngineOptions): Promise<OnnxEngine> {
  const { engine, threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`onnxEngine: threads must be a positive integer, got ${threads}`);
  }
  const runtime = options.runtime ?? (await importOnnxRuntime());
  const products = await openProducts(runtime, threads);
  const version = runtime.env?.versions?.node ?? runtime.env?.versions?.common;
  const multiply = async (a: Matrix, b: Matrix, call?: CallOptions): Promise<Matrix> => {
    checkProductShapes(a, b);
    checkProductFinite(a, b);
    return products.run("multiply", a, b, b.cols, call);
  };
  const gram = async (a: Matrix, b?: Matrix, call?: CallOptions): Promise<Matrix> => {
    checkGramShapes(a, b);
    checkGramFinite(a, b);
    const c = await products.run("gram", a, b ?? a, (b ?? a).rows, call);
    if (b === undefined) await finishInSlices(mirrorLower(c), { signal: call?.signal });
    return c;
  };
  await selfTest(multiply, gram);
  return {
    name: nameOf(version, threads, engine),
    version,
    multiply,
    gram,
    cholesky: (a, call) => engine.cholesky(a, call),
    solveCholesky: (factor, b, call) => engine.solveCholesky(factor, b, call),
    solveLower: (lower, b, call) => engine.solveLower(lower, b, call),
    inverseDiagonal: (factor, call) => engine.inverseDiagonal(factor, call),
    eigenSymmetric: (a, call) => engine.eigenSymmetric(a, call),
    dispose: products.dispose,
    [Symbol.asyncDispose]: products.dispose,
  };
}

function nameOf(version: string | undefined, threads: number | undefined, rest: Engine): string {
  const count = threads === undefined ? "" : `, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  return `onnx${version === undefined ? "" : ` ${version}`}${count} (products; else ${rest.name})`;
}

type Product = "multiply" | "gram";

interface Products {
  run(
    product: Product,
    a: Matrix,
    b: Matrix,
    cols: number,
    call: CallOptions | undefined,
  ): Promise<Matrix>;
  readonly dispose: () => Promise<void>;
}

async function openProducts(runtime: OnnxRuntime, threads: number | undefined): Promise<Products> {
  const sessions: Readonly<Record<Product, OnnxSession>> = {
    multiply: await openSession(runtime, false, threads),
    gram: await openSession(runtime, true, threads),
  };
  let ended = false;
  return {
    async run(product, a, b, cols, call) {
      call?.signal?.throwIfAborted();
      if (ended) throw disposed();
      const c = matrix(a.rows, cols);
      if (c.data.length * a.cols > 0) {
        const feeds = { a: tensorOf(runtime, a), b: tensorOf(runtime, b) };
        const { c: result } = await sessions[product].run(feeds);
        call?.signal?.throwIfAborted();
        c.data.set(result!.data as Float64Array);
      }
      call?.onProgress?.(1);
      return c;
    },
    async dispose() {
      if (ended) return;
      ended = true;
      await Promise.all(Object.values(sessions).map((session) => session.release()));
    },
  };
}

async function openSession(
  runtime: OnnxRuntime,
  transposed: boolean,
  threads: number | undefined,
): Promise<OnnxSession> {
  try {
    return await runtime.InferenceSession.create(productModel(transposed), {
      executionProviders: ["cpu"],
      logSeverityLevel: 3,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
    });
  } catch (cause) {
    throw new EngineError(
      `onnxEngine: ONNX Runtime must load a product of 64-bit matrices, got ${String(cause)}`,
      "not-supported",
      { cause },
    );
  }
}

function tensorOf(runtime: OnnxRuntime, { rows, cols, data }: Matrix): OnnxTensor {
  return new runtime.Tensor("float64", data, [rows, cols]);
}

async function selfTest(
  multiply: (a: Matrix, b: Matrix) => Promise<Matrix>,
  gram: (a: Matrix) => Promise<Matrix>,
): Promise<void> {
  const a = fromRows([[2, 0], [1, 3]]); // prettier-ignore
  check("multiply", toRows(await multiply(a, a)), [[4, 0], [5, 9]]); // prettier-ignore
  check("gram", toRows(await gram(a)), [[4, 2], [2, 10]]); // prettier-ignore
}

function check(operation: string, got: number[][], expected: number[][]): void {
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  throw new EngineError(
    `onnxEngine: ${operation} must give ${JSON.stringify(expected)}, got ${JSON.stringify(got)}; use another version of onnxruntime-node`,
    "not-supported",
  );
}

function disposed(): EngineError {
  return new EngineError(
    "onnxEngine: must not be disposed before its calls, got a call after dispose()",
    "disposed",
  );
}
