import { realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { leftovers, siblingName } from "./leftovers.ts";
import { outputError } from "./output-error.ts";
import { syncFolder, writeSynced } from "./sync.ts";

/**
 * Replaces the file at `path` in one step: a reader sees the old file or the whole new one, never a part. A
 * symbolic link stays, and the file that it points to is replaced.
 *
 * @throws {@link UsageError} when the path cannot be written, TryAgainError when the disk is full
 */
export async function writeFileAtomically(
  file: string,
  data: string | Uint8Array,
  option = "--out",
): Promise<void> {
  const path = await realpath(file).catch(() => file);
  const temporary = siblingName(path, "tmp");
  try {
    for (const left of await leftovers(path, "tmp")) await rm(left, { force: true });
    await writeSynced(temporary, data);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw outputError(path, error, option);
  }
}
