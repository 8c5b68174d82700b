import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "./output-error.ts";

/**
 * Makes a folder and those above it; one that exists is fine.
 *
 * Not `mkdir` with `recursive`, which never returns where a parent cannot be made and says "no such file", as
 * below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
