import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Versions that were tried together. */
const tfjs = "4.22.0";
const headers = "1.9.0";

/**
 * Installs tfjs-node or tfjs-node-gpu without its install script, which would download a TensorFlow of
 * 2022, next to TensorFlow.js and Node's headers, and returns the package's folder.
 */
export async function installPackage(out: string, name: string): Promise<string> {
  await mkdir(out, { recursive: true });
  const dependencies = {
    [`@tensorflow/${name}`]: tfjs,
    "@tensorflow/tfjs": tfjs,
    "node-api-headers": headers,
  };
  const manifest = { name: "ntkit-native-tensorflow", private: true, dependencies };
  await writeFile(join(out, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const flags = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", flags, { cwd: out, stdio: ["ignore", "inherit", "inherit"] });
  return join(out, "node_modules", "@tensorflow", name);
}
