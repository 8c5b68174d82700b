import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const projectRoot: string = fileURLToPath(new URL("../../../../", import.meta.url));

/** Where the UCI sets and the published accuracies are, or why they are not there. */
export type UciFolder =
  { readonly sets: string; readonly published: string } | { readonly missing: string };

/** Looks below `NTKIT_DATA`, by default `../shared/data` beside the project. */
export function uciFolder(env: Readonly<Record<string, string | undefined>>): UciFolder {
  const data = resolve(projectRoot, env.NTKIT_DATA ?? "../shared/data");
  const sets = join(data, "uci", "arora90");
  if (!existsSync(sets)) {
    return { missing: `no folder ${sets}; set NTKIT_DATA to the folder that holds uci/arora90` };
  }
  return { sets, published: join(data, "uci", "results_fernandez_delgado_2014.txt") };
}
