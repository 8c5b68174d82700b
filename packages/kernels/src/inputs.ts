import type { Matrix, Tensor } from "@ntkit/linalg";
import { matrix, ShapeError, tensor } from "@ntkit/linalg";

/** Inputs: rows of features [N, d], or examples with places [N, spatial sizes …, channels]. */
export type Inputs = Matrix | Tensor;

/** Inputs as a tensor, without copying. */
export function asTensor(x: Inputs): Tensor {
  return "shape" in x ? x : tensor([x.rows, x.cols], x.data);
}

/** Inputs that are rows, without copying. */
export function asMatrix(x: Inputs): Matrix {
  return "shape" in x ? matrix(x.shape[0]!, x.shape[1]!, x.data) : x;
}

/** Sizes of one example, [spatial sizes …, channels]. */
export function exampleShape(x: Inputs): readonly number[] {
  return "shape" in x ? x.shape.slice(1) : [x.cols];
}

/**
 * Checks that two sets of inputs belong together.
 *
 * @throws {ShapeError} when their examples differ in shape, or have no channel or place
 */
export function checkInputs(x1: Inputs, x2: Inputs): void {
  for (const x of [x1, x2]) {
    if ("shape" in x && x.shape.length < 2) {
      throw new ShapeError(
        `kernel: inputs must be [examples, spatial sizes …, channels], got [${x.shape.join(", ")}]`,
      );
    }
  }
  if (String(exampleShape(x1)) !== String(exampleShape(x2))) {
    const same = "shape" in x1 || "shape" in x2 ? "one shape of examples" : "equally many columns";
    throw new ShapeError(`kernel: x1 and x2 must have ${same}, got ${spell(x1)} and ${spell(x2)}`);
  }
  if (exampleShape(x1).includes(0)) {
    throw new ShapeError(`kernel: inputs must have a column, got ${spell(x1)}`);
  }
}

function spell(x: Inputs): string {
  return "shape" in x ? `[${x.shape.join(", ")}]` : `${x.rows}×${x.cols}`;
}
