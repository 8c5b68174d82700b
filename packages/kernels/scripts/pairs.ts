import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileAssembly } from "../../../tooling/webassembly/src/compile-assembly.ts";

/**
 * Compiles `assembly/pairs.ts`; run as a program, it writes `src/wasm/binary.ts`.
 */

const folder = new URL("../assembly/", import.meta.url);
const target = fileURLToPath(new URL("../src/wasm/binary.ts", import.meta.url));

/** The text of `src/wasm/binary.ts`. */
export async function binary(): Promise<string> {
  return [
    "// Written by `pnpm run wasm` from assembly/pairs.ts; a test compares the two.",
    "",
    "/** What layers do to blocks of pairs, as WebAssembly in base64. */",
    `export const pairsBinary =\n  "${await compileAssembly(folder, "pairs")}" as string;`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binary());
