import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { writeNpy } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";

/** A temporary folder through which peers get their matrices; it goes away with the process at the latest. */
export interface ScratchFolder {
  /** Writes a matrix and returns the path of the file. */
  readonly save: (name: string, matrix: Matrix) => string;
  readonly remove: () => void;
}

/** Makes the folder. */
export function scratchFolder(): ScratchFolder {
  const folder = mkdtempSync(join(tmpdir(), "ntkit-bench-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.removeListener("exit", remove);
  };
  process.once("exit", remove);
  return {
    save(name, matrix) {
      const path = join(folder, `${name}.npy`);
      writeFileSync(path, writeNpy(matrix));
      return path;
    },
    remove,
  };
}
