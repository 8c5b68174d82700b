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
  const left = rowsOf(executor, a);
  const right = { ...rowsOf(executor, b), rows: b.cols, byColumns: true };
  const { c, spoilt } = await product(executor, left, right, a.cols, call);
  if (spoilt) checkProductFinite(a, b);
  return c;
}

/** A Bᵀ in 32-bit numbers; without B the symmetric A Aᵀ, half of it computed. */
export async function gram32(
  executor: Executor,
  a: Matrix32,
  b: Matrix32 | undefined,
  call?: CallOptions,
): Promise<Matrix32> {
  checkGramShapes(a, b);
  const left = rowsOf(executor, a);
  const right = b === undefined ? left : rowsOf(executor, b);
  const { c, spoilt } = await product(executor, left, right, a.cols, call);
  if (spoilt) checkGramFinite(a, b);
  return c;
}

function rowsOf(executor: Executor, { rows, cols, data }: Matrix32): Factor32 {
  return { rows, data: executor.share(data), stride: cols, byColumns: false };
}

/**
 * The product, and whether a number that is not finite may be in a factor: it spoils every entry that it
 * enters, so the result tells where there is any.
 */
async function product(
  executor: Executor,
  a: Factor32,
  b: Factor32,
  terms: number,
  call?: CallOptions,
): Promise<{ readonly c: Matrix32; readonly spoilt: boolean }> {
  const [rows, cols] = [a.rows, b.rows];
  const data = executor.results.float32(rows * cols);
  const { tiling, threads } = executor;
  const tiles = productTiling(tiling, threads, { rows, cols }, terms, a === b);
  const job: Product32Job = { kind: "product32", tiling: tiles, terms, a, b, c: data };
  const { notFinite } = await executor.run(job, 2 * rows * cols * terms, call);
  return { c: { rows, cols, data }, spoilt: notFinite || data.length === 0 };
}
