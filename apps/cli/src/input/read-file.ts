import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DataError } from "@ntkit/datasets";
import { reason, systemCode } from "../output/output-error.ts";

/**
 * The bytes of an input file.
 *
 * @throws DataError when it does not exist or cannot be read
 */
export async function readInput(cwd: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, path));
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    throw new DataError(`file must be readable, got ${reason(code)}`, { file: path, cause });
  }
}
