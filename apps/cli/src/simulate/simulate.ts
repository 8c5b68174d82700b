import { availableParallelism } from "node:os";
import { engineChoice } from "../engine/engine-choice.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { Io } from "../io.ts";
import { folderPath } from "../output/folder-path.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { compareStrategies } from "./compare-strategies.ts";
import { readSimulationPlan } from "./read-simulation-plan.ts";
import { runSimulations } from "./run-simulations.ts";
import type { SimulateFlags } from "./simulate-flags.ts";
import { openSimulationFolder, writeRun } from "./simulation-folder.ts";
import { simulationIdentity } from "./simulation-identity.ts";
import type { SimulationRun } from "./simulation-plan.ts";
import { simulationResult } from "./simulation-result.ts";
import { writeSimulationReport } from "./write-simulation-report.ts";

/** `ntkit simulate`: does the runs that a folder of campaigns lacks, and writes curves and a report of all. */
export async function simulate(flags: SimulateFlags, io: Io): Promise<Result> {
  checkEngine();
  const folder = await folderPath(io.cwd, flags.out, "--out");
  const plan = await readSimulationPlan(flags, io.cwd);
  const runs = await openSimulationFolder(folder, simulationIdentity(plan));
  const done = new Set(runs.map(({ strategy, seed }) => `${strategy}-${seed}`));
  const { strategies, seeds } = plan.settings;
  const tasks = seeds
    .flatMap((seed) => strategies.map((strategy) => ({ strategy, seed })))
    .filter(({ strategy, seed }) => !done.has(`${strategy}-${seed}`));
  const bar = progress(io, flags.quiet === true || flags.json === true, {
    count: tasks.length,
    unit: "runs",
  });
  if (tasks.length > 0) bar.update(0, "training");
  let finished = 0;
  const keep = async (run: SimulationRun): Promise<void> => {
    await writeRun(folder, run);
    runs.push(run);
    bar.update(++finished / tasks.length, `${run.strategy}, seed ${run.seed}`);
  };
  await runSimulations(
    plan,
    tasks,
    flags.threads ?? availableParallelism(),
    keep,
    io.signal,
  ).finally(() => {
    bar.stop();
  });
  const asked = runs.filter(
    ({ strategy, seed }) => strategies.includes(strategy) && seeds.includes(seed),
  );
  const curves = compareStrategies(asked.sort((a, b) => a.seed - b.seed));
  await writeSimulationReport(folder, plan, curves);
  return simulationResult(flags, plan, curves, tasks.length);
}

/** Runs are many at a time, each on one thread: what an installed library gains is lost. */
function checkEngine(): void {
  const { kind } = engineChoice();
  if (kind === undefined || kind === "wasm") return;
  throw new UsageError(`--engine: must be wasm for simulate, got ${kind}`);
}
