import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * Compiles `assembly/planes.ts`; run as a program, it writes `src/planes/binaries.ts`.
 */

const folder = new URL("../assembly/", import.meta.url);
const target = fileURLToPath(new URL("../src/planes/binaries.ts", import.meta.url));

/** Bytes of the functions; `fused` ones may round a multiplication and an addition once. */
async function compile(fused: boolean): Promise<Uint8Array> {
  const written: Uint8Array[] = [];
  const complaints: string[] = [];
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];
  const relaxed = fused ? ["--enable", "relaxed-simd"] : [];
  const { error } = await asc.main(
    ["planes.ts", ...flags, ...relaxed, "--outFile", "planes.wasm"],
    {
      readFile: (name) => readFile(new URL(name, folder), "utf8").catch(() => null),
      writeFile: (_, contents) => {
        if (typeof contents !== "string") written.push(contents);
      },
      listFiles: () => [],
      stderr: { write: (text: string) => void complaints.push(text) },
    },
  );
  if (error !== null || written[0] === undefined) {
    throw new Error(`planes: assembly/planes.ts must compile, got ${complaints.join("")}`, {
      cause: error,
    });
  }
  return written[0];
}

/** The text of `src/planes/binaries.ts`. */
export async function binaries(): Promise<string> {
  const [plain, fused] = [await compile(false), await compile(true)];
  return [
    "// Written by `pnpm run wasm` from assembly/planes.ts; a test compares the two.",
    "",
    "/** What layers do to planes of pairs of places, as WebAssembly in base64. */",
    `export const plainPlanes =\n  "${Buffer.from(plain).toString("base64")}" as string;`,
    "",
    "/** The same with operations that may fuse a multiplication and an addition (relaxed SIMD). */",
    `export const fusedPlanes =\n  "${Buffer.from(fused).toString("base64")}" as string;`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binaries());
