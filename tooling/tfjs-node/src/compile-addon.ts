import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { libraries } from "./find-tensorflow.ts";

/**
 * Compiles the addon of the package in `folder` against the C interface of the wheel `tensorflow`, where
 * tfjs-node looks for it, and returns its file. One addon serves all versions of Node (Node-API 8).
 */
export async function compileAddon(folder: string, tensorflow: string): Promise<string> {
  const addon = join(folder, "lib", "napi-v8", "tfjs_binding.node");
  await mkdir(join(addon, ".."), { recursive: true });
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join("binding", file));
  const headers = join(folder, "..", "..", "node-api-headers", "include");
  const flags = [
    ...["-O2", "-std=c++17", "-shared", "-fPIC", "-DNAPI_VERSION=8"],
    ...[`-I${headers}`, `-I${join(tensorflow, "include")}`, "-I.."],
    ...[...sources, "-o", addon],
    ...[`-L${tensorflow}`, ...libraries.map((file) => `-l:${file}`), `-Wl,-rpath,${tensorflow}`],
  ];
  execFileSync(process.env.CXX ?? "g++", flags, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] }); // prettier-ignore
  return addon;
}
