import { dataError } from "../data-error.ts";
import type { NpyArray } from "./npy-array.ts";

/**
 * The entries as float64, each of them exact.
 *
 * @throws DataError when one is NaN or infinite (unless `allowNonFinite`), or an integer beyond 2⁵³;
 *   `place` says in words where an entry is
 */
export function toFloat64(
  caller: string,
  { data }: NpyArray,
  options: { readonly file?: string; readonly allowNonFinite?: boolean },
  place: (at: number) => string,
): Float64Array {
  const result = new Float64Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const value = Number(data[at]!);
    const isExact = typeof data[at] === "number" || Number.isSafeInteger(value);
    if (!isExact || (options.allowNonFinite !== true && !Number.isFinite(value))) {
      const must = isExact ? "be finite" : "be an integer that float64 holds exactly";
      const message = `entries must ${must}, got ${data[at]!} in ${place(at)}`;
      throw dataError(caller, message, { file: options.file });
    }
    result[at] = value;
  }
  return result;
}
