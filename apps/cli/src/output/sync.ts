import { open } from "node:fs/promises";
import { systemCode } from "./output-error.ts";

/** Writes a whole file and waits until the disk has it. */
export async function writeSynced(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the disk has a folder's entries. Where folders cannot be synced (Windows) there is nothing to wait for. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EINVAL", "EACCES"].includes(systemCode(error) ?? "")) throw error;
  }
}
