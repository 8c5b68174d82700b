import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { networkHash, outputShape } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { DataError } from "@ntkit/datasets";
import { type Command, Option } from "commander";
import { readInputs } from "../input/read-inputs.ts";
import { readLabels } from "../input/read-labels.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { listOf, oneOf, threadsOption, wholeNumber } from "../options.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { type Result, printResult } from "../print-result.ts";
import { progress } from "../progress.ts";
import { canvas } from "../report/figure.ts";
import { requiredOption } from "../required-option.ts";
import { compareStrategies } from "../simulate/compare-strategies.ts";
import type { StrategyCurve } from "../simulate/compare-strategies.ts";
import { curvesFigure } from "../simulate/curves-figure.ts";
import { runSimulations } from "../simulate/run-simulations.ts";
import { openSimulationFolder, writeRun } from "../simulate/simulation-folder.ts";
import type { SimulationPlan, SimulationRun } from "../simulate/simulation-plan.ts";
import { curvesCsv, simulationReport, verdict } from "../simulate/simulation-report.ts";
import { type StrategyName, strategyNames } from "../simulate/strategies.ts";
import { UsageError } from "../usage-error.ts";

interface SimulateFlags {
  readonly network: string;
  readonly pool: string;
  readonly labels: string;
  readonly test: string;
  readonly testLabels: string;
  readonly strategies: readonly StrategyName[];
  readonly seeds: number;
  readonly poolSize: number;
  readonly testSize: number;
  readonly initial: number;
  readonly count: number;
  readonly rounds: number;
  readonly steps: number;
  readonly members: number;
  readonly out: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `ntkit simulate` to the command line. */
export function simulateCommand(program: Command, io: Io): void {
  const command = program
    .command("simulate")
    .summary("compare labelling strategies on data whose labels are known")
    .description(
      "Compare labelling strategies on data whose labels are known: for each strategy and seed a whole\n" +
        "campaign, in which a finite network is trained, asks for labels, and is trained again. Writes\n" +
        "curves with 95 % bands (CSV, SVG) and a report; called again, it does the runs that are missing.",
    );
  requiredOption(
    command,
    "--network <file or preset>",
    "network with widths, one output for each class",
  );
  requiredOption(command, "--pool <file>", "samples to draw pools from: NPY, CSV, IDX or CIFAR");
  requiredOption(command, "--labels <file>", "their classes: CSV with one column, NPY or IDX");
  requiredOption(command, "--test <file>", "samples to measure accuracy on");
  requiredOption(command, "--test-labels <file>", "their classes");
  requiredOption(command, "--out <folder>", "folder for runs, curves and report");
  command
    .addOption(
      new Option("--strategies <list>", `of ${strategyNames.join(", ")}`)
        .argParser(listOf(oneOf(strategyNames)))
        .default([...strategyNames], "all"),
    )
    .option("--seeds <n>", "repetitions", wholeNumber(1), 10)
    .option("--pool-size <n>", "samples in a pool", wholeNumber(2), 1000)
    .option("--test-size <n>", "test samples", wholeNumber(1), 2000)
    .option("--initial <n>", "labelled at the beginning", wholeNumber(1), 20)
    .option("--count <n>", "labelled in each round", wholeNumber(1), 20)
    .option("--rounds <n>", "rounds", wholeNumber(1), 8)
    .option("--steps <n>", "steps of gradient descent with momentum", wholeNumber(1), 200)
    .option("--members <n>", "networks of the ensemble for bald", wholeNumber(2), 4)
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr")
    .addHelpText("after", examples)
    .action(async (flags: SimulateFlags) => {
      printResult(await simulate(flags, io), io, flags.json === true);
    });
}

async function simulate(flags: SimulateFlags, io: Io): Promise<Result> {
  const plan = await readPlan(flags, io);
  const folder = resolve(io.cwd, flags.out);
  const runs = await openSimulationFolder(folder, identityOf(plan));
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
  await writeReport(folder, plan, curves);
  return result(flags, plan, curves, tasks.length);
}

async function writeReport(
  folder: string,
  plan: SimulationPlan,
  curves: readonly StrategyCurve[],
): Promise<void> {
  const figure = curvesFigure(await canvas(), curves, {
    title: "What each strategy's labels are worth",
    subtitle: `accuracy with 95 % bands over ${plan.settings.seeds.length} seeds; grey: random`,
  });
  await writeFileAtomically(join(folder, "curves.csv"), curvesCsv(curves));
  await writeFileAtomically(join(folder, "curves.svg"), figure);
  await writeFileAtomically(join(folder, "report.md"), simulationReport(plan, curves));
}

async function readPlan(flags: SimulateFlags, io: Io): Promise<SimulationPlan> {
  const { cwd } = io;
  const network = await readNetwork(cwd, flags.network);
  const [poolX, testX] = [await readInputs(cwd, flags.pool), await readInputs(cwd, flags.test)];
  const poolNames = await namesFor(cwd, flags.labels, poolX.shape[0]!, flags.pool);
  const testNames = await namesFor(cwd, flags.testLabels, testX.shape[0]!, flags.test);
  const classes = [...new Set(poolNames)].sort();
  const odd = testNames.findIndex((name) => !classes.includes(name));
  if (odd >= 0) {
    throw new DataError(
      `classes must be those of ${flags.labels} (${classes.join(", ")}), got "${testNames[odd]!}" for sample ${odd}`,
      { file: flags.testLabels },
    );
  }
  const indices = (names: readonly string[]) =>
    Int32Array.from(names, (name) => classes.indexOf(name));
  const example = poolX.shape.slice(1);
  const { outputs } = finiteNetwork(network, example);
  if (outputs !== classes.length) {
    const shape = outputShape(network, example);
    const places = shape.length > 1 ? `, one at each place of [${shape.join(", ")}]; a flatten before the first dense layer makes a row of an example` : ""; // prettier-ignore
    throw new UsageError(
      `--network: must have an output for each of the ${classes.length} classes of ${flags.labels}, got ${outputs}${places}`,
    );
  }
  const plan = {
    network,
    pool: { x: poolX, labels: indices(poolNames) },
    test: { x: testX, labels: indices(testNames) },
    classes: classes.length,
    settings: {
      strategies: flags.strategies,
      seeds: Array.from({ length: flags.seeds }, (_, seed) => seed),
      poolSize: Math.min(flags.poolSize, poolX.shape[0]!),
      testSize: Math.min(flags.testSize, testX.shape[0]!),
      initial: flags.initial,
      count: flags.count,
      rounds: flags.rounds,
      steps: flags.steps,
      members: flags.members,
    },
  };
  checkSizes(plan);
  return plan;
}

async function namesFor(
  cwd: string,
  file: string,
  count: number,
  samples: string,
): Promise<readonly string[]> {
  const { values } = await readLabels(cwd, file);
  if (values.length === count) return values;
  throw new DataError(
    `must have a label for each of the ${count} samples of ${samples}, got ${values.length}`,
    { file },
  );
}

function checkSizes({ settings, classes }: SimulationPlan): void {
  const { initial, count, rounds, poolSize } = settings;
  if (initial < classes) {
    throw new UsageError(
      `--initial: must be ${classes} at least, one for each class, got ${initial}`,
    );
  }
  if (initial + count * rounds > poolSize) {
    throw new UsageError(
      `--pool-size: must hold ${initial} + ${rounds} × ${count} samples, got ${poolSize}`,
    );
  }
}

/** What runs must have in common to be compared: not which strategies and seeds there are. */
function identityOf({ network, pool, test, settings }: SimulationPlan): Record<string, unknown> {
  const numbers = Object.entries(settings).filter(
    ([name]) => name !== "strategies" && name !== "seeds",
  );
  const digest = ({ x, labels }: SimulationPlan["pool"]) =>
    createHash("sha256")
      .update(new Uint8Array(x.data.buffer, x.data.byteOffset, x.data.byteLength))
      .update(new Uint8Array(labels.buffer))
      .digest("hex");
  return {
    format: "ntkit-simulation",
    version: 1,
    network: networkHash(network),
    pool: digest(pool),
    test: digest(test),
    ...Object.fromEntries(numbers),
  };
}

function result(
  flags: SimulateFlags,
  { settings }: SimulationPlan,
  curves: readonly StrategyCurve[],
  newRuns: number,
): Result {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const lines = [...curves]
    .sort((a, b) => b.average.mean[0]! - a.average.mean[0]!)
    .map(({ strategy, average, curve }) => {
      return `${strategy.padEnd(18)}average ${percent(average.mean[0]!)}, at the end ${percent(curve.mean.at(-1)!)}`;
    });
  const summary = curves.map(({ strategy, labelled, curve, average, gain, querySeconds }) => ({
    strategy,
    labelled,
    accuracy: Array.from(curve.mean),
    average: average.mean[0]!,
    ...(gain && { gain: gain.mean[0]!, gainLow: gain.low[0]!, gainHigh: gain.high[0]! }),
    querySeconds,
  }));
  return {
    json: {
      command: "simulate",
      out: flags.out,
      seeds: settings.seeds.length,
      newRuns,
      strategies: summary,
    },
    text: `${lines.join("\n")}\n${verdict(curves)}\nreport: ${join(flags.out, "report.md")}\n`,
  };
}

const examples = `
Example, with the files of Fashion-MNIST:
  $ ntkit simulate --network net.json --pool train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz \\
      --test t10k-images-idx3-ubyte.gz --test-labels t10k-labels-idx1-ubyte.gz --out fashion`;
