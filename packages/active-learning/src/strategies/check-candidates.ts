import { checkCount, checkIndices } from "../check.ts";
import type { Geometry } from "./geometry.ts";
import type { QueryOptions } from "./query.ts";

/** The pool rows to choose from. @throws RangeError for bad rows, or fewer than asked for. */
export function checkCandidates(
  caller: string,
  { size }: Pick<Geometry, "size">,
  count: number,
  { candidates }: QueryOptions,
): Int32Array {
  const rows =
    candidates === undefined
      ? Int32Array.from({ length: size }, (_, row) => row)
      : checkIndices(caller, "candidates", candidates, size);
  checkCount(caller, count, rows.length);
  return rows;
}
