import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "../usage-error.ts";
import { outputError } from "./output-error.ts";

/**
 * Checks before a long computation that a file can be written where its result shall go, as `option` asks.
 *
 * @throws {@link UsageError} when the path is a folder, or its folder is missing or not writable
 */
export async function assertWritable(path: string, option = "--out"): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    if (!(await stat(dirname(path))).isDirectory()) {
      throw new UsageError(`${option}: must be in a folder, got ${path}`, { path });
    }
  } catch (error) {
    throw error instanceof UsageError ? error : outputError(path, error, option);
  }
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) {
    throw new UsageError(`${option}: must be a file, got the folder ${path}`, { path });
  }
}
