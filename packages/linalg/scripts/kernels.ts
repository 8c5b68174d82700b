import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * Compiles `assembly/kernels.ts`; run as a program, it writes `src/wasm/binaries.ts`.
 */

const folder = new URL("../assembly/", import.meta.url);
const target = fileURLToPath(new URL("../src/wasm/binaries.ts", import.meta.url));

/** Bytes of the kernels; `fused` ones may round a multiplication and an addition once. */
async function compile(fused: boolean): Promise<Uint8Array> {
  const sources = await readSources();
  const written: Uint8Array[] = [];
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];
  const { error } = await asc.main(
    ["kernels.ts", ...flags, ...(fused ? ["--enable", "relaxed-simd"] : []), "--outFile", "k.wasm"],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (_, contents) => {
        if (typeof contents !== "string") written.push(contents);
      },
      listFiles: () => [],
    },
  );
  if (error !== null || written[0] === undefined) {
    throw new Error("kernels: assembly/kernels.ts must compile", { cause: error });
  }
  return written[0];
}

/** The files of `assembly/` by name. */
async function readSources(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts"));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")));
  return new Map(names.map((name, at) => [name, texts[at]!]));
}

/** The text of `src/wasm/binaries.ts`. */
export async function binaries(): Promise<string> {
  return [
    "// Written by `pnpm run wasm` from assembly/kernels.ts; a test compares the two.",
    "",
    "/** The kernels with a rounding after each operation, in base64. */",
    `export const plainKernels =\n  "${base64(await compile(false))}" as string;`,
    "",
    "/** The kernels that may fuse a multiplication and an addition (relaxed SIMD), in base64. */",
    `export const fusedKernels =\n  "${base64(await compile(true))}" as string;`,
    "",
  ].join("\n");
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binaries());
