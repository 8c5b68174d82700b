import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../src/run.ts";
import type { Printed } from "./printed.ts";

/** What a command printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for a test, and `ntkit` run in it. */
export interface Workspace {
  readonly path: string;
  /** Runs a command line, split at spaces; arguments with spaces come as an array. */
  readonly run: (args: string | readonly string[], signal?: AbortSignal) => Promise<Outcome>;
  /** Runs with --json and returns the object that was printed, which must be the only thing on stdout. */
  readonly json: (
    args: string | readonly string[],
  ) => Promise<{ readonly code: number; readonly value: Printed }>;
  readonly read: (name: string) => Promise<string>;
  readonly write: (name: string, data: string | Uint8Array) => Promise<void>;
  readonly list: (folder?: string) => Promise<string[]>;
}

/** Makes a workspace with some files in it; it is removed when the test is over. */
export async function workspace(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Workspace> {
  const path = await mkdtemp(join(tmpdir(), "ntkit-test-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const write = async (name: string, data: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), data);
  };
  for (const [name, data] of Object.entries(files)) await write(name, data);
  const runHere: Workspace["run"] = async (args, signal = new AbortController().signal) => {
    let [stdout, stderr] = ["", ""];
    const code = await run(typeof args === "string" ? args.split(" ") : args, {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      cwd: path,
      env: {},
      signal,
    });
    return { code, stdout, stderr };
  };
  return {
    path,
    run: runHere,
    json: async (args) => {
      const list = typeof args === "string" ? args.split(" ") : args;
      const { code, stdout, stderr } = await runHere([...list, "--json"]);
      if (stderr !== "" || !stdout.endsWith("\n") || stdout.trimEnd().includes("\n")) {
        throw new Error(`--json printed more than one line:\n${stdout}\n${stderr}`);
      }
      return { code, value: JSON.parse(stdout) as Printed };
    },
    read: (name) => readFile(join(path, name), "utf8"),
    write,
    list: async (folder = ".") => (await readdir(join(path, folder))).sort(),
  };
}
