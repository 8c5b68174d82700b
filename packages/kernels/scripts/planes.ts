import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileAssembly } from "../../../tooling/webassembly/src/compile-assembly.ts";

/**
 * Compiles `assembly/planes.ts`; run as a program, it writes `src/planes/binaries.ts`.
 */

const folder = new URL("../assembly/", import.meta.url);
const target = fileURLToPath(new URL("../src/planes/binaries.ts", import.meta.url));

/** The text of `src/planes/binaries.ts`. */
export async function binaries(): Promise<string> {
  const plain = await compileAssembly(folder, "planes");
  const fused = await compileAssembly(folder, "planes", { fused: true });
  return [
    "// Written by `pnpm run wasm` from assembly/planes.ts; a test compares the two.",
    "",
    "/** What layers do to planes of pairs of places, as WebAssembly in base64. */",
    `export const plainPlanes =\n  "${plain}" as string;`,
    "",
    "/** The same with operations that may fuse a multiplication and an addition (relaxed SIMD). */",
    `export const fusedPlanes =\n  "${fused}" as string;`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binaries());
