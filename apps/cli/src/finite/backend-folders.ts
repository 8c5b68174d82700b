import type { Io } from "../io.ts";

/**
 * Where packages of TensorFlow.js are looked for: the folder that NTKIT_TFJS_NODE names, the working
 * directory, and where this program is installed.
 */
export function backendFolders({ cwd, env }: Pick<Io, "cwd" | "env">): (string | undefined)[] {
  const built = env.NTKIT_TFJS_NODE;
  return [...(built ? [built] : []), cwd, undefined];
}
