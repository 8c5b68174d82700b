import { subsample } from "@ntkit/active-learning";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { type EngineOptions, type Matrix, type Tensor, matrix, random } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import { selectSamples } from "../input/samples.ts";
import type {
  LabelledSamples,
  SimulationPlan,
  SimulationRun,
  SimulationTask,
} from "./simulation-plan.ts";
import type { Round } from "./round.ts";
import { strategyOf } from "./strategies.ts";
import { trainNetwork } from "./train-network.ts";

/**
 * One campaign: label some samples, then round after round train a network, ask the strategy what to label
 * next, and look the labels up. Equal seeds give equal pools, test samples, first labels and starts of the
 * networks for every strategy, so that strategies can be compared in pairs.
 */
export async function simulateRun(
  plan: SimulationPlan,
  { strategy, seed }: SimulationTask,
  call: EngineOptions = {},
): Promise<SimulationRun> {
  const { settings, classes } = plan;
  const { pool, test, first } = draw(plan, seed);
  const finite = finiteNetwork(plan.network, pool.x.shape.slice(1));
  const labelled = [...first];
  const run = { labelled: [] as number[], accuracy: [] as number[], picks: [] as number[][] };
  let milliseconds = 0;
  for (let round = 0; ; round++) {
    const x = selectSamples(pool.x, labelled);
    const targets = oneHot(pool.labels, labelled, classes);
    const train = (member: number) =>
      trainNetwork(finite, x, targets, {
        seed: 1000 * seed + member,
        steps: settings.steps,
        ...call,
      });
    const model = await train(0);
    run.labelled.push(labelled.length);
    run.accuracy.push(accuracy(await model.forward(test.x, call), test.labels));
    if (round === settings.rounds)
      return { strategy, seed, ...run, querySeconds: milliseconds / 1000 };
    const known = new Set(labelled);
    const left = Array.from(pool.labels.keys()).filter((row) => !known.has(row));
    const rest = selectSamples(pool.x, left);
    const view: Round = {
      model,
      labelled: x,
      targets,
      pool: rest,
      outputs: await model.forward(rest, call),
      steps: settings.steps,
      seed: 1000 * seed + round,
      ensemble: () => outputsOf(settings.members, train, rest, call),
      call,
    };
    const start = performance.now();
    const { picks } = await strategyOf(strategy)(view, settings.count);
    milliseconds += performance.now() - start;
    const rows = Array.from(picks, (i) => left[i]!);
    labelled.push(...rows);
    run.picks.push(rows);
  }
}

/** The pool, the test samples and the first labels of a seed. */
function draw(
  { pool, test, settings }: SimulationPlan,
  seed: number,
): { readonly pool: LabelledSamples; readonly test: LabelledSamples; readonly first: number[] } {
  const inPool = part(pool, settings.poolSize, 3 * seed);
  const first = spread(inPool.labels, settings.initial, 3 * seed + 1);
  return { pool: inPool, test: part(test, settings.testSize, 3 * seed + 2), first };
}

function part({ x, labels }: LabelledSamples, size: number, seed: number): LabelledSamples {
  const rows = subsample(Int32Array.from(labels.keys()), Math.min(size, labels.length), seed);
  return { x: selectSamples(x, rows), labels: Int32Array.from(rows, (row) => labels[row]!) };
}

/** Random rows, the classes in turns. */
function spread(labels: Int32Array, count: number, seed: number): number[] {
  const queues = new Map<number, number[]>();
  for (const row of random(seed).shuffle(Array.from(labels.keys()))) {
    const queue = queues.get(labels[row]!);
    if (queue === undefined) queues.set(labels[row]!, [row]);
    else queue.push(row);
  }
  const order = [...queues.keys()].sort((a, b) => a - b).map((name) => queues.get(name)!);
  const rows: number[] = [];
  for (let turn = 0; rows.length < count; turn++) {
    const row = order[turn % order.length]!.pop();
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

async function outputsOf(
  members: number,
  train: (member: number) => ReturnType<typeof trainNetwork>,
  x: Tensor,
  call: EngineOptions,
): Promise<Matrix[]> {
  const outputs: Matrix[] = [];
  for (let member = 0; member < members; member++) {
    outputs.push(await (await train(member)).forward(x, call));
  }
  return outputs;
}

function oneHot(labels: Int32Array, rows: readonly number[], classes: number): Matrix {
  const targets = matrix(rows.length, classes);
  rows.forEach((row, i) => (targets.data[i * classes + labels[row]!] = 1));
  return targets;
}

function accuracy(outputs: Matrix, labels: Int32Array): number {
  return classify(outputs).filter((label, i) => label === labels[i]).length / labels.length;
}
