import { lstat, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "../errors/usage-error.ts";
import { leftovers, siblingName } from "./leftovers.ts";
import { makeFolder } from "./make-folder.ts";
import { outputError } from "./output-error.ts";
import { syncFolder, writeSynced } from "./sync.ts";

/** A folder that comes into being in one step, or not at all. */
export interface StagedFolder {
  readonly target: string;
  /** Writes a file of the future folder. */
  write(name: string, data: string | Uint8Array): Promise<void>;
  /** Puts the folder in its place. */
  commit(): Promise<void>;
  /** Throws the staged files away; after `commit` there is nothing to throw away. */
  discard(): Promise<void>;
}

/** When an existing target may be replaced: `isReplaceable` must say that it is one of ours. */
export interface StagedFolderOptions {
  readonly overwrite: boolean;
  readonly isReplaceable: (target: string) => Promise<boolean>;
}

/**
 * Opens a hidden sibling of `target` for writing; `commit` renames it to `target`.
 *
 * A process killed before the rename leaves a hidden sibling, which the next call for the same target
 * removes once that process is gone. Killed between moving an old target aside and the rename, it leaves
 * the old one under a hidden name, which the next call puts back.
 *
 * @throws {@link UsageError} when the target exists and may not be replaced, or cannot be written
 */
export async function stagedFolder(
  target: string,
  options: StagedFolderOptions,
): Promise<StagedFolder> {
  const temporary = siblingName(target, "tmp");
  await guarded(target, async () => {
    await makeFolder(dirname(target));
    await tidyUp(target);
    await assertFree(target, options);
    await mkdir(temporary);
  });
  let committed = false;
  return {
    target,
    write: (name, data) => guarded(target, () => writeSynced(join(temporary, name), data)),
    commit: () =>
      guarded(target, async () => {
        await syncFolder(temporary);
        await assertFree(target, options);
        await moveInto(temporary, target);
        committed = true;
      }),
    discard: async () => {
      if (!committed) await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function moveInto(temporary: string, target: string): Promise<void> {
  const old = (await exists(target)) ? siblingName(target, "old") : undefined;
  if (old !== undefined) await rename(target, old);
  await rename(temporary, target);
  await syncFolder(dirname(target));
  if (old !== undefined) await rm(old, { recursive: true, force: true });
}

async function tidyUp(target: string): Promise<void> {
  for (const left of await leftovers(target, "tmp"))
    await rm(left, { recursive: true, force: true });
  for (const old of await leftovers(target, "old")) {
    if (await exists(target)) await rm(old, { recursive: true, force: true });
    else await rename(old, target);
  }
}

async function assertFree(target: string, options: StagedFolderOptions): Promise<void> {
  if (!(await exists(target))) return;
  const remedy = "Choose another --out, or add --overwrite to replace a model.";
  if (!options.overwrite) {
    throw new UsageError(`--out: must not exist yet, got ${target}. ${remedy}`, { path: target });
  }
  if (!(await options.isReplaceable(target))) {
    throw new UsageError(
      `--overwrite: replaces only a model folder or an empty folder, got ${target}, which is neither`,
      { path: target },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
      throw error;
    },
  );
}

async function guarded<T>(target: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw outputError(target, error);
  }
}
