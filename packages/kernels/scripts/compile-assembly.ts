import { readFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

const folder = new URL("../assembly/", import.meta.url);
const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];

/**
 * The WebAssembly that `assembly/{name}.ts` and what it imports compile to, in base64.
 *
 * @param more - further flags of the compiler
 * @throws Error with the compiler's complaints
 */
export async function compileAssembly(name: string, more: readonly string[] = []): Promise<string> {
  const written: Uint8Array[] = [];
  const complaints: string[] = [];
  const { error } = await asc.main([`${name}.ts`, ...flags, ...more, "--outFile", `${name}.wasm`], {
    readFile: (file) => readFile(new URL(file, folder), "utf8").catch(() => null),
    writeFile: (_, contents) => {
      if (typeof contents !== "string") written.push(contents);
    },
    listFiles: () => [],
    stderr: { write: (text: string) => void complaints.push(text) },
  });
  if (error !== null || written[0] === undefined) {
    throw new Error(`${name}: assembly/${name}.ts must compile, got ${complaints.join("")}`, {
      cause: error,
    });
  }
  return Buffer.from(written[0]).toString("base64");
}
