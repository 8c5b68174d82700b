import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { peerEnvironment, peerScript } from "../python-peer.ts";

/** What the independent program reached on one set. */
export interface UciReference {
  readonly set: string;
  readonly accuracy: number;
  readonly depth: number;
  readonly fixed: number;
  readonly C: number;
  readonly seconds: number;
}

/**
 * The same experiment by scikit-learn's SVC on a NumPy NTK, set by set.
 *
 * @returns what it found for each set; fewer than asked for when it failed, with the reason
 */
export async function uciReference(
  folder: string,
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ found: ReadonlyMap<string, UciReference>; problem?: string }> {
  const argv = [peerScript("uci_reference.py"), folder, String(availableParallelism()), ...names];
  const child = spawn(env.NTKIT_PYTHON ?? "python3", argv, {
    env: peerEnvironment(env, 1),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ended = new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => {
      resolve(error.message);
    });
    child.once("close", (code) => {
      resolve(code === 0 ? undefined : complaints.trim().split("\n").at(-1));
    });
  });
  const found = new Map<string, UciReference>();
  for await (const line of createInterface({ input: child.stdout })) {
    const result = JSON.parse(line) as UciReference;
    found.set(result.set, result);
  }
  const problem = await ended;
  return problem === undefined ? { found } : { found, problem };
}
