import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * Compiles `assembly/planes.ts`; run as a program, it writes `src/planes/binary.ts`.
 */

const entry = fileURLToPath(new URL("../assembly/planes.ts", import.meta.url));
const target = fileURLToPath(new URL("../src/planes/binary.ts", import.meta.url));

async function compile(): Promise<Uint8Array> {
  const source = await readFile(entry, "utf8");
  const written: Uint8Array[] = [];
  const complaints: string[] = [];
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];
  const { error } = await asc.main(["planes.ts", ...flags, "--outFile", "planes.wasm"], {
    readFile: (name) => (name === "planes.ts" ? source : null),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") written.push(contents);
    },
    listFiles: () => [],
    stderr: { write: (text: string) => void complaints.push(text) },
  });
  if (error !== null || written[0] === undefined) {
    throw new Error(`planes: assembly/planes.ts must compile, got ${complaints.join("")}`, {
      cause: error,
    });
  }
  return written[0];
}

/** The text of `src/planes/binary.ts`. */
export async function binary(): Promise<string> {
  const base64 = Buffer.from(await compile()).toString("base64");
  return [
    "// Written by `pnpm run wasm` from assembly/planes.ts; a test compares the two.",
    "",
    "/** What layers do to planes of pairs of places, as WebAssembly in base64. */",
    `export const planesBinary =\n  "${base64}";`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await binary());
