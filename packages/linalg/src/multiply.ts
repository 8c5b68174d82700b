import { accumulateProduct } from "./accumulate-product.ts";
import { checkFinite } from "./check-finite.ts";
import type { Numbers } from "./check-finite.ts";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix, Shape } from "./matrix.ts";
import { finish } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { flipped, view } from "./view.ts";

/**
 * A B, shape [m, n], for A [m, k] and B [k, n].
 *
 * Every entry is summed in the order of k. 2mnk flops, one [m, n] allocation.
 *
 * @throws {@link ShapeError} when `a.cols` is not `b.rows`
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when an entry is NaN or infinite
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return finish(multiplySteps(a, b));
}

export function* multiplySteps(a: Matrix, b: Matrix): Steps<Matrix> {
  checkProductShapes(a, b);
  checkProductFinite(a, b);
  const c = matrix(a.rows, b.cols);
  yield* accumulateProduct(view(c), view(a), flipped(view(b)), { sign: 1 });
  return c;
}

/** Throws unless A B exists. */
export function checkProductShapes(a: Shape, b: Shape): void {
  if (a.cols !== b.rows) {
    throw new ShapeError(
      `multiply: a must have as many columns as b has rows, got ${a.rows}×${a.cols} and ${b.rows}×${b.cols}`,
    );
  }
}

/** Throws unless all entries are finite. */
export function checkProductFinite(a: Numbers, b: Numbers): void {
  checkFinite("multiply: a", a);
  checkFinite("multiply: b", b);
}
