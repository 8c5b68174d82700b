import { ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";

/** @throws ShapeError without two classes and a row; RangeError for a row that is no distribution. */
export function checkProbabilities(caller: string, probabilities: Matrix): void {
  const { rows, cols, data } = probabilities;
  if (rows === 0 || cols < 2) {
    throw new ShapeError(
      `${caller}: probabilities must have a row and two classes at least, got ${rows}×${cols}`,
    );
  }
  checkMatrix(caller, "probabilities", probabilities, undefined, undefined);
  for (let x = 0; x < rows; x++) {
    const p = data.subarray(x * cols, (x + 1) * cols);
    const total = p.reduce((sum, value) => sum + value, 0);
    if (p.some((value) => value < 0) || Math.abs(total - 1) > 1e-6) {
      throw new RangeError(
        `${caller}: probabilities must be at least 0 and sum to 1 in each row, got sum ${total} and minimum ${Math.min(...p)} in row ${x}`,
      );
    }
  }
}
