import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/**
 * The class with the highest score in each row, ties to the lowest class index.
 *
 * @param scores - shape [M, classes]
 * @returns integers in [0, classes), shape [M]
 * @throws {@link ShapeError} when there is no column; {@link NumericalError} "non-finite" for a NaN
 */
export function classify({ rows, cols, data }: Matrix): Int32Array {
  if (cols === 0) {
    throw new ShapeError(`classify: scores must have at least one column, got ${rows}×${cols}`);
  }
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let c = 0; c < cols; c++) {
      const score = data[i * cols + c]!;
      if (Number.isNaN(score)) {
        throw new NumericalError(
          `classify: scores must be numbers, got NaN in row ${i}, column ${c}`,
          "non-finite",
          { row: i, col: c },
        );
      }
      if (score > data[i * cols + best]!) best = c;
    }
    labels[i] = best;
  }
  return labels;
}
