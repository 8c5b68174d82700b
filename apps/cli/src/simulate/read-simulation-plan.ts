import { type Network, outputShape } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { DataError } from "@ntkit/datasets";
import type { Tensor } from "@ntkit/linalg";
import { UsageError } from "../errors/usage-error.ts";
import { readInputs } from "../input/read-inputs.ts";
import { readLabelsOf } from "../input/read-labels-of.ts";
import { readNetwork } from "../input/read-network.ts";
import type { SimulateFlags } from "./simulate-flags.ts";
import type { SimulationPlan, SimulationSettings } from "./simulation-plan.ts";

/**
 * Reads the files of `ntkit simulate`, and checks that its numbers go with them.
 *
 * @throws DataError for files that are wrong or do not go together, UsageError for a network or numbers that
 *   do not fit them
 */
export async function readSimulationPlan(
  flags: SimulateFlags,
  cwd: string,
): Promise<SimulationPlan> {
  const network = await readNetwork(cwd, flags.network);
  const pool = await readSamples(cwd, flags.pool, flags.labels);
  const test = await readSamples(cwd, flags.test, flags.testLabels);
  const classes = [...new Set(pool.names)].sort();
  checkClasses(test.names, classes, flags);
  checkOutputs(network, pool.x.shape.slice(1), classes.length, flags.labels);
  const indexed = ({ x, names }: NamedSamples) => ({
    x,
    labels: Int32Array.from(names, (name) => classes.indexOf(name)),
  });
  const settings = settingsOf(flags, pool.x.shape[0]!, test.x.shape[0]!);
  checkSizes(settings, classes.length);
  return {
    network,
    pool: indexed(pool),
    test: indexed(test),
    classes: classes.length,
    settings,
  };
}

interface NamedSamples {
  readonly x: Tensor;
  /** Class of each sample. */
  readonly names: readonly string[];
}

async function readSamples(cwd: string, file: string, labels: string): Promise<NamedSamples> {
  const x = await readInputs(cwd, file);
  const { values: names } = await readLabelsOf(cwd, labels, file, x.shape[0]!);
  return { x, names };
}

function settingsOf(flags: SimulateFlags, pool: number, test: number): SimulationSettings {
  const { strategies, initial, count, rounds, steps, members } = flags;
  return {
    strategies,
    seeds: Array.from({ length: flags.seeds }, (_, seed) => seed),
    poolSize: Math.min(flags.poolSize, pool),
    testSize: Math.min(flags.testSize, test),
    initial,
    count,
    rounds,
    steps,
    members,
  };
}

function checkClasses(
  names: readonly string[],
  classes: readonly string[],
  { labels, testLabels }: SimulateFlags,
): void {
  const odd = names.findIndex((name) => !classes.includes(name));
  if (odd < 0) return;
  throw new DataError(
    `classes must be those of ${labels} (${classes.join(", ")}), got "${names[odd]!}" for sample ${odd}`,
    { file: testLabels },
  );
}

function checkOutputs(
  network: Network,
  example: readonly number[],
  classes: number,
  labels: string,
): void {
  const { outputs } = finiteNetwork(network, example);
  if (outputs === classes) return;
  const shape = outputShape(network, example);
  const places = shape.length > 1 ? `, one at each place of [${shape.join(", ")}]; a flatten before the first dense layer makes a row of an example` : ""; // prettier-ignore
  throw new UsageError(
    `--network: must have an output for each of the ${classes} classes of ${labels}, got ${outputs}${places}`,
  );
}

function checkSizes(
  { initial, count, rounds, poolSize }: SimulationSettings,
  classes: number,
): void {
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
