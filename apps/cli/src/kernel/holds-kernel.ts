import { readFile } from "node:fs/promises";
import { DataError, readNpz } from "@ntkit/datasets";
import { type KernelKind, type KernelRecord, assertSameKernel } from "@ntkit/kernels";
import { readRecord } from "../input/read-kernel.ts";
import { systemCode } from "../output/output-error.ts";

/**
 * Whether a file holds the kernels of a record already. A file that is not there, or lacks one of the kinds, does not.
 *
 * @param name - how messages call it
 * @throws DataError when it is no kernel file, or one of another network, other inputs or options
 */
export async function holdsKernel(
  path: string,
  name: string,
  expected: KernelRecord,
  kinds: readonly KernelKind[],
): Promise<boolean> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return false;
  const found = readRecord(bytes, name);
  if (found === undefined) throw new DataError("must be of ntkit kernel, got no record", { file: name }); // prettier-ignore
  try {
    assertSameKernel(found, expected);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new DataError(`must be of these inputs and this network: ${problem}`, { file: name, cause }); // prettier-ignore
  }
  const arrays = readNpz(bytes, { file: name });
  return kinds.every((kind) => arrays.has(kind));
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
