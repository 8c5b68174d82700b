import type { CallOptions } from "../engine.ts";
import { checkGramFinite, checkGramShapes } from "../gram.ts";
import type { Matrix32 } from "../matrix32.ts";
import { checkProductFinite, checkProductShapes } from "../multiply.ts";
import type { Executor } from "./executor.ts";
import type { Factor32, Product32Job } from "./product32-program.ts";
import { productTiling } from "./product-tiling.ts";

/** A B in 32-bit numbers. */
export async function multiply32(
  executor: Executor,
  a: Matrix32,
  b: Matrix32,
  call?: CallOptions,
): Promise<Matrix32> {
  checkProductShapes(a, b);
  checkProductFinite(a, b);
  const left = rowsOf(executor, a);
  const right = { ...rowsOf(executor, b), rows: b.cols, byColumns: true };
  return product(executor, left, right, a.cols, call);
}

/** A Bᵀ in 32-bit numbers; without B the symmetric A Aᵀ, half of it computed. */
export async function gram32(
  executor: Executor,
  a: Matrix32,
  b: Matrix32 | undefined,
  call?: CallOptions,
): Promise<Matrix32> {
  checkGramShapes(a, b);
  checkGramFinite(a, b);
  const left = rowsOf(executor, a);
  return product(executor, left, b === undefined ? left : rowsOf(executor, b), a.cols, call);
}

function rowsOf(executor: Executor, { rows, cols, data }: Matrix32): Factor32 {
  return { rows, data: executor.share(data), stride: cols, byColumns: false };
}

async function product(
  executor: Executor,
  a: Factor32,
  b: Factor32,
  terms: number,
  call?: CallOptions,
): Promise<Matrix32> {
  const [rows, cols] = [a.rows, b.rows];
  const c = executor.allocate32(rows * cols);
  const { tiling, threads } = executor;
  const tiles = productTiling(tiling, threads, { rows, cols }, terms, a === b);
  const job: Product32Job = { kind: "product32", tiling: tiles, terms, a, b, c };
  await executor.run(job, 2 * rows * cols * terms, call);
  return { rows, cols, data: c };
}
