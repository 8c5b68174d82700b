import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** `ntkit` as a process of its own, from source, in a folder; its stdout a pipe or an open file. */
export function spawnCli(
  args: string,
  cwd: string,
  stdout: "pipe" | number = "pipe",
): ChildProcess {
  return spawn(process.execPath, ["--conditions=@ntkit/source", main, ...args.split(" ")], {
    cwd,
    stdio: ["ignore", stdout, "pipe"],
  });
}

/** How a process ended, and what it printed. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a process to end. */
export async function ending(child: ChildProcess): Promise<Ending> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

/** Waits until `holds`, looking as often as the machine allows; false when the process ended first. */
export async function until(child: ChildProcess, holds: () => boolean): Promise<boolean> {
  while (!holds()) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return true;
}
