import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Whether a path is a model folder of any version, or an empty folder: what `--overwrite` may replace. */
export async function isModelFolder(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => undefined);
  if (names === undefined) return false;
  if (names.length === 0) return true;
  try {
    const value: unknown = JSON.parse(await readFile(join(path, "model.json"), "utf8"));
    return (value as { format?: unknown } | null)?.format === "ntkit-model";
  } catch {
    return false;
  }
}
