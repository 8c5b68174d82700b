import type { CallOptions } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import type { Matrix } from "../matrix.ts";
import type { Matrix32 } from "../matrix32.ts";

/** Result of `work`, unless the call is aborted or a matrix has not the numbers that its shape promises. */
export async function checked<T>(
  call: CallOptions | undefined,
  matrices: Readonly<Record<string, Matrix | Matrix32>>,
  work: () => Promise<T>,
  numbers: Float64ArrayConstructor | Float32ArrayConstructor = Float64Array,
): Promise<T> {
  call?.signal?.throwIfAborted();
  for (const [what, a] of Object.entries(matrices)) checkStorage(what, a, numbers);
  return work();
}

/** A library would read on behind the end of a matrix that is too short. */
function checkStorage(
  what: string,
  { rows, cols, data }: Matrix | Matrix32,
  numbers: Float64ArrayConstructor | Float32ArrayConstructor,
): void {
  const sizes = Number.isInteger(rows) && Number.isInteger(cols) && rows >= 0 && cols >= 0;
  if (sizes && data instanceof numbers && data.length === rows * cols) return;
  const got = data instanceof numbers ? `${data.length} numbers` : typeof data;
  throw new ShapeError(
    `${what} must have a ${numbers.name} of ${rows * cols} numbers (${rows}×${cols}), got ${got}`,
  );
}
