import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../errors/usage-error.ts";

/**
 * The absolute path of a folder that a command keeps its files in, which may not exist yet.
 *
 * @throws {@link UsageError} when a file lies there
 */
export async function folderPath(cwd: string, folder: string, option: string): Promise<string> {
  const path = resolve(cwd, folder);
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || there.isDirectory()) return path;
  throw new UsageError(`${option}: must be a folder, got the file ${folder}`, { path });
}
