import { accumulateProduct } from "./accumulate-product.ts";
import { checkFinite } from "./check-finite.ts";
import type { Numbers } from "./check-finite.ts";
import { ShapeError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix, Shape } from "./matrix.ts";
import { mirrorLower } from "./mirror-lower.ts";
import { finish, part } from "./steps.ts";
import type { Steps } from "./steps.ts";
import { view } from "./view.ts";

/**
 * A Bᵀ, shape [n, m]: the inner products of the rows of A [n, d] with the rows of B [m, d].
 *
 * Without B it is A Aᵀ: half of it is computed (n²d flops) and the other half is a copy, so it is
 * symmetric to the last bit. Every entry is the plain sum over d in order, so equal rows give equal
 * entries wherever they stand.
 *
 * @throws {@link ShapeError} when the numbers of columns differ
 * @throws {@link NumericalError} `non-finite` (detail: row, col) when an entry is NaN or infinite
 */
export function gram(a: Matrix, b?: Matrix): Matrix {
  return finish(gramSteps(a, b));
}

export function* gramSteps(a: Matrix, b?: Matrix): Steps<Matrix> {
  checkGramShapes(a, b);
  checkGramFinite(a, b);
  const c = matrix(a.rows, (b ?? a).rows);
  const lowerOnly = b === undefined;
  yield* accumulateProduct(view(c), view(a), view(b ?? a), { sign: 1, lowerOnly });
  if (lowerOnly) yield* part(mirrorLower(c), 1, 1);
  return c;
}

/** Throws unless the rows of `a` and `b` have the same length. */
export function checkGramShapes(a: Shape, b?: Shape): void {
  if (b !== undefined && a.cols !== b.cols) {
    throw new ShapeError(
      `gram: a and b must have equally many columns, got ${a.rows}×${a.cols} and ${b.rows}×${b.cols}`,
    );
  }
}

/** Throws unless all entries are finite. */
export function checkGramFinite(a: Numbers, b?: Numbers): void {
  checkFinite("gram: a", a);
  if (b !== undefined) checkFinite("gram: b", b);
}
