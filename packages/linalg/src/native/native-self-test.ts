import { EngineError } from "../engine-error.ts";
import type { Engine } from "../engine.ts";
import { NumericalError } from "../errors.ts";
import { matrix } from "../matrix.ts";
import type { Matrix } from "../matrix.ts";
import type { Matrix32 } from "../matrix32.ts";
import { fromRows, toRows } from "../rows.ts";

/**
 * Throws an {@link EngineError} `not-supported` unless small results are right: a library with another
 * calling convention shows here and not in somebody's kernel.
 */
export async function nativeSelfTest(engine: Engine): Promise<void> {
  const a = fromRows([
    [4, 2],
    [2, 10],
  ]);
  const b = fromRows([
    [6, 0, 2],
    [12, 9, 1],
  ]);
  const factor = await engine.cholesky(a);
  check("cholesky", toRows(factor.lower), [
    [2, 0],
    [1, 3],
  ]);
  check("multiply", toRows(await engine.multiply(a, b)), [
    [48, 18, 10],
    [132, 90, 14],
  ]);
  check("gram", toRows(await engine.gram(factor.lower)), toRows(a));
  const product = await engine.multiply32?.(half(a), half(b));
  const gram = await engine.gram32?.(half(factor.lower));
  if (product) check("multiply32", [[...product.data]], [[48, 18, 10, 132, 90, 14]]);
  if (gram) check("gram32", [[...gram.data]], [[...a.data]]);
  await checkSpoiling(engine);
  check("solveCholesky", toRows(await engine.solveCholesky(factor, await engine.multiply(a, b))), toRows(b)); // prettier-ignore
  const { values } = await engine.eigenSymmetric(a);
  check("eigenSymmetric", [Array.from(values)], [[7 + Math.sqrt(13), 7 - Math.sqrt(13)]]);
}

function half(matrix: Matrix): Matrix32 {
  return { ...matrix, data: Float32Array.from(matrix.data) };
}

function check(operation: string, got: readonly number[][], expected: readonly number[][]): void {
  const worst = expected
    .flat()
    .reduce((most, value, at) => Math.max(most, Math.abs(value - got.flat()[at]!)), 0);
  if (!(worst < 1e-12)) {
    throw new EngineError(
      `nativeEngine: ${operation} must give ${JSON.stringify(expected)}, got ${JSON.stringify(got)}; use another library`,
      "not-supported",
    );
  }
}

/** Throws unless NaN times 0 is NaN in products: a library that leaves out zeros hides it. */
async function checkSpoiling(engine: Engine): Promise<void> {
  const row = matrix(1, 64);
  row.data[40] = NaN;
  const zeros = { rows: 64, cols: 1, data: new Float64Array(64) };
  const [thin, none] = [half(row), half(zeros)];
  const products = {
    multiply: () => engine.multiply(row, zeros),
    gram: () => engine.gram(row, matrix(1, 64)),
    multiply32: () => engine.multiply32?.(thin, none),
    gram32: () => engine.gram32?.(thin, half(matrix(1, 64))),
  };
  for (const [operation, product] of Object.entries(products)) {
    try {
      if ((await product()) === undefined) continue;
    } catch (error) {
      if (error instanceof NumericalError) continue;
      throw error;
    }
    throw new EngineError(
      `nativeEngine: ${operation} must give NaN for NaN times 0, got 0; use another library`,
      "not-supported",
    );
  }
}
