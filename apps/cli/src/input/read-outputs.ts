import type { Matrix } from "@ntkit/linalg";
import { assertShape } from "./read-kernel.ts";
import { readColumns } from "./read-matrix.ts";

/**
 * A network's outputs in a file, shape [rows, outputs]; undefined when the option was not given.
 *
 * @throws DataError as `readColumns`, or for another shape
 */
export async function readOutputs(
  cwd: string,
  file: string | undefined,
  rows: number,
  outputs: number,
): Promise<Matrix | undefined> {
  if (file === undefined) return undefined;
  const found = await readColumns(cwd, file);
  assertShape(found, file, rows, outputs, "(rows × outputs)");
  return found;
}
