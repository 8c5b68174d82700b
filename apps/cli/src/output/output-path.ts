import { access, constants, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UsageError } from "../errors/usage-error.ts";
import { outputError } from "./output-error.ts";

/** Who asks for the file, and what it must not be. */
export interface OutputPathOptions {
  /** Default `--out`. */
  readonly option?: string;
  /** Files that the command reads; those that were not given are undefined. */
  readonly inputs?: readonly (string | undefined)[];
}

/**
 * The absolute path of a result, checked before a long computation: it can be written, and writing it destroys
 * nothing but an older file.
 *
 * @throws {@link UsageError} when the path is a folder, a device, a pipe or an input of the same command, or its
 *   folder is missing or not writable
 */
export async function outputPath(
  cwd: string,
  file: string,
  { option = "--out", inputs = [] }: OutputPathOptions = {},
): Promise<string> {
  const path = resolve(cwd, file);
  await assertFolder(path, option);
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return path;
  if (!there.isFile()) {
    const what = there.isDirectory() ? "the folder" : "a device or pipe,";
    throw new UsageError(`${option}: must be a file, got ${what} ${path}`, { path });
  }
  const real = await realpath(path);
  for (const input of inputs) {
    if (input === undefined || (await realInput(cwd, input)) !== real) continue;
    throw new UsageError(`${option}: must be another file than the input, got ${input}`, { path });
  }
  return path;
}

async function assertFolder(path: string, option: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    if ((await stat(dirname(path))).isDirectory()) return;
  } catch (error) {
    throw outputError(path, error, option);
  }
  throw new UsageError(`${option}: must be in a folder, got ${path}`, { path });
}

async function realInput(cwd: string, input: string): Promise<string | undefined> {
  return realpath(resolve(cwd, input)).catch(() => undefined);
}
