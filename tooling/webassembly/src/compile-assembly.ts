import { readFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];

/**
 * The WebAssembly that `{name}.ts` in a folder and what it imports compile to, in base64.
 *
 * @param folder - URL with a slash at its end
 * @param options - `fused`: operations may round a multiplication and an addition once (relaxed SIMD)
 * @throws Error with the compiler's complaints
 */
export async function compileAssembly(
  folder: URL,
  name: string,
  options: { readonly fused?: boolean } = {},
): Promise<string> {
  const written: Uint8Array[] = [];
  const complaints: string[] = [];
  const relaxed = options.fused === true ? ["--enable", "relaxed-simd"] : [];
  const output = ["--outFile", `${name}.wasm`];
  const { error } = await asc.main([`${name}.ts`, ...flags, ...relaxed, ...output], {
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
