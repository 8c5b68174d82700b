import type { Matrix } from "@ntkit/linalg";
import { checkCross } from "../check.ts";
import type { RegressionModel } from "./kernel-regression.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

/**
 * Predictions K(x, ·) α + offset, shape [M, O], for rows whose kernel with the training rows is `cross`.
 *
 * @param model - a fitted regression, or just its `coefficients` and `offset` read from a file
 * @param cross - shape [M, N]. O(M N O).
 * @throws {@link ShapeError} when `cross` has not N columns; {@link NumericalError} when not finite
 */
export async function regressionPredict(
  model: Pick<RegressionModel, "coefficients" | "offset">,
  cross: Matrix,
  options: SolverOptions = {},
): Promise<Matrix> {
  checkCross("regressionPredict", cross, model.coefficients.rows);
  const { engine } = resolveOptions(options);
  const product = await engine.multiply(cross, model.coefficients, options);
  return {
    ...product,
    data: product.data.map((value, at) => value + model.offset[at % product.cols]!),
  };
}
