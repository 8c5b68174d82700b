import { NumericalError } from "@ntkit/linalg";

/** @throws NumericalError `non-finite` when an entry is NaN or infinite */
export function checkKernel(caller: string, data: Float64Array): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new NumericalError(
    `${caller}: the kernel must be finite, got ${data[at]!} at ${at}; the parameters or inputs are too large`,
    "non-finite",
    { index: at },
  );
}
