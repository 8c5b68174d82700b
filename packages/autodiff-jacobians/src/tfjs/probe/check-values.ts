import { NumericalError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/** @throws NumericalError `non-finite` with the example and the output */
export function checkValues(caller: string, { data, cols }: Matrix): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const detail = { row: Math.floor(at / cols), col: at % cols };
  throw new NumericalError(
    `${caller}: the outputs must be finite, got ${data[at]!} in example ${detail.row}, output ${detail.col}; float32 ends at 3.4e38`,
    "non-finite",
    detail,
  );
}
