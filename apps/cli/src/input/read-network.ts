import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Network, parseNetwork, parsePreset, presetNames } from "@ntkit/architecture";
import { reason, systemCode } from "../output/output-error.ts";
import { UsageError } from "../errors/usage-error.ts";

/**
 * The network that `--network` names: a JSON or YAML file, or, where there is no such file, a preset like
 * `mlp:depth=3,activation=erf`.
 *
 * @throws NetworkError when the file or preset is not a network, with the place
 * @throws UsageError when there is no such file and the text cannot be a preset
 */
export async function readNetwork(cwd: string, text: string): Promise<Network> {
  let source: string;
  try {
    source = await readFile(resolve(cwd, text), "utf8");
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    if (code === "ENOENT" && /^[A-Za-z]\w*(:|$)/.test(text)) return parsePreset(text);
    throw new UsageError(
      `--network: must be a readable file or a preset (${presetNames.join(", ")}), got ${text}: ${reason(code)}`,
      { path: text },
      { cause },
    );
  }
  return parseNetwork(source, { file: text });
}
