import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@ntkit/datasets";
import { z } from "zod";
import { parseSafeJson } from "../model/safe-json.ts";
import { makeFolder } from "../output/make-folder.ts";
import { systemCode } from "../output/output-error.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { SimulationRun, SimulationTask } from "./simulation-plan.ts";
import { strategyNames } from "./strategies.ts";

const runSchema = z.strictObject({
  strategy: z.enum(strategyNames),
  seed: z.int().min(0),
  labelled: z.array(z.int()),
  accuracy: z.array(z.number().min(0).max(1)),
  picks: z.array(z.array(z.int())),
  querySeconds: z.number(),
});

/**
 * Opens a folder of runs: `simulation.json` says what they have in common, `runs/` has one file for each.
 *
 * @param identity - what must be the same for runs to go together
 * @returns the runs that are done
 * @throws DataError when the folder's runs are of other data or settings, or a file of it is broken
 */
export async function openSimulationFolder(
  folder: string,
  identity: Readonly<Record<string, unknown>>,
): Promise<SimulationRun[]> {
  const file = join(folder, "simulation.json");
  const text = `${JSON.stringify(identity, null, 2)}\n`;
  const found = await readIfThere(file);
  if (found !== undefined && found !== text) {
    throw new DataError(
      "folder must hold runs of the same network, data and settings, got others; use another --out",
      { file },
    );
  }
  await makeFolder(join(folder, "runs"));
  if (found === undefined) await writeFileAtomically(file, text);
  const names = (await readdir(join(folder, "runs"))).filter((name) => name.endsWith(".json"));
  return Promise.all(names.sort().map((name) => readRun(join(folder, "runs", name))));
}

/** Adds a run to its folder, in one step. */
export async function writeRun(folder: string, run: SimulationRun): Promise<void> {
  await writeFileAtomically(join(folder, "runs", fileName(run)), `${JSON.stringify(run)}\n`);
}

function fileName({ strategy, seed }: SimulationTask): string {
  return `${strategy}-${seed}.json`;
}

async function readRun(file: string): Promise<SimulationRun> {
  const text = await readFile(file, "utf8");
  try {
    return runSchema.parse(parseSafeJson(text));
  } catch (cause) {
    throw new DataError("run must be one that ntkit simulate wrote; delete it to run it again", {
      file,
      cause,
    });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw new DataError("file must be readable", { file, cause });
  }
}
