import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileAssembly } from "../../../tooling/webassembly/src/compile-assembly.ts";

/**
 * Compiles `assembly/kernels.ts`; run as a program, it writes `src/wasm/binaries.ts`.
 */

const folder = new URL("../assembly/", import.meta.url);
const target = fileURLToPath(new URL("../src/wasm/binaries.ts", import.meta.url));

/** The text of `src/wasm/binaries.ts`. */
export async function binaries(): Promise<string> {
  const plain = await compileAssembly(folder, "kernels");
  const fused = await compileAssembly(folder, "kernels", { fused: true });
  return [
    "// Written by `pnpm run wasm` from assembly/kernels.ts; a test compares the two.",
    "",
    "/** The kernels with a rounding after each operation, in base64. */",
    `export const plainKernels =\n  "${plain}" as string;`,
    "",
    "/** The kernels that may fuse a multiplication and an addition (relaxed SIMD), in base64. */",
    `export const fusedKernels =\n  "${fused}" as string;`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binaries());
