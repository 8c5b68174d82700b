import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * Compiles `assembly/pairs.ts`; run as a program, it writes `src/wasm/binary.ts`.
 */

const entry = fileURLToPath(new URL("../assembly/pairs.ts", import.meta.url));
const target = fileURLToPath(new URL("../src/wasm/binary.ts", import.meta.url));

async function compile(): Promise<Uint8Array> {
  const source = await readFile(entry, "utf8");
  const written: Uint8Array[] = [];
  const complaints: string[] = [];
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];
  const { error } = await asc.main(["pairs.ts", ...flags, "--outFile", "pairs.wasm"], {
    readFile: (name) => (name === "pairs.ts" ? source : null),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") written.push(contents);
    },
    listFiles: () => [],
    stderr: { write: (text: string) => void complaints.push(text) },
  });
  if (error !== null || written[0] === undefined) {
    throw new Error(`pairs: assembly/pairs.ts must compile, got ${complaints.join("")}`, {
      cause: error,
    });
  }
  return written[0];
}

/** The text of `src/wasm/binary.ts`. */
export async function binary(): Promise<string> {
  const base64 = Buffer.from(await compile()).toString("base64");
  return [
    "// Written by `pnpm run wasm` from assembly/pairs.ts; a test compares the two.",
    "",
    "/** What layers do to blocks of pairs, as WebAssembly in base64. */",
    `export const pairsBinary =\n  "${base64}" as string;`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binary());
