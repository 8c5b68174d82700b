import { lookAhead, scoreCandidates } from "@ntkit/active-learning";
import { conv, dense, flatten, relu, serial } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { type FiniteModel, empiricalNtk, finiteNetwork, train } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import {
  type Engine,
  type Matrix,
  type Tensor,
  matrix,
  tensor,
  topEigenpairs,
} from "@ntkit/linalg";
import { pseudoNtk } from "@ntkit/pseudo-ntk";
import { timed } from "../contest.ts";
import { type Row, ratioOf } from "../row.ts";
import { type Images, drawImages } from "./image-data.ts";
import { rankCorrelation } from "./rank-correlation.ts";

const CLASSES = 10;
const MOMENTUM = 0.9;

/** The two networks whose retraining is foretold. */
export const retrainedNetworks: Readonly<Record<string, Network>> = {
  "MLP 784-128-10": serial(
    flatten(),
    dense({ units: 128, weightStd: Math.SQRT2, biasStd: 0.1 }),
    relu(),
    dense({ units: CLASSES, biasStd: 0.1 }),
  ),
  "CNN 16-32-10": serial(
    conv({
      channels: 16,
      filterShape: [3, 3],
      strides: [2, 2],
      weightStd: Math.SQRT2,
      biasStd: 0.1,
    }),
    relu(),
    conv({
      channels: 32,
      filterShape: [3, 3],
      strides: [2, 2],
      weightStd: Math.SQRT2,
      biasStd: 0.1,
    }),
    relu(),
    flatten(),
    dense({ units: CLASSES, biasStd: 0.1 }),
  ),
};

/** How much is measured. */
export interface RetrainingSizes {
  readonly seeds: number;
  readonly labelled: number;
  readonly pool: number;
  readonly candidates: number;
  /** Steps of the first training; retraining goes on from there with half of them. */
  readonly steps: number;
}

/** Rank correlations with what retraining really changes, of one seed. */
interface Agreement {
  readonly lookAhead: number;
  readonly traced: number;
  readonly step: number;
  readonly infinite: number;
}

/**
 * The change of a pool's outputs that a label brings: foretold by look-ahead with the trained network's
 * pseudo-NTK, beside training the network on with the label, candidate by candidate. The note has Spearman's
 * correlation of the real changes with those of look-ahead, also by the traced NTK, of one gradient step on the candidate, and of
 * look-ahead with the infinite network's NTK: mean and range over seeds.
 */
export async function retrainingRow(
  engine: Engine,
  images: Images,
  name: string,
  sizes: RetrainingSizes,
): Promise<Row> {
  const agreements: Agreement[] = [];
  let [ours, theirs] = [0, 0];
  for (let seed = 0; seed < sizes.seeds; seed++) {
    const found = await measureSeed(engine, images, retrainedNetworks[name]!, sizes, seed);
    agreements.push(found.agreement);
    ours += found.lookAheadSeconds;
    theirs += found.retrainingSeconds;
  }
  const timing = { name: `look-ahead by pseudo-NTK, ${engine.name}`, seconds: ours / sizes.seeds };
  const peer = {
    name: `retraining for each of ${sizes.candidates} candidates, ${sizes.steps / 2} steps`,
    seconds: theirs / sizes.seeds,
  };
  return {
    workload: `one cycle ${name}, N=${sizes.labelled}, pool=${sizes.pool}`,
    ours: timing,
    peer,
    ratio: ratioOf(timing, peer),
    goal: null,
    note: `Spearman with retraining, ${sizes.seeds} seeds: ${describe(agreements)}`,
  };
}

function describe(agreements: readonly Agreement[]): string {
  const part = (words: string, pick: (agreement: Agreement) => number) => {
    const values = agreements.map(pick);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `${words} ${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  };
  return [
    part("look-ahead", (a) => a.lookAhead),
    part("by traced NTK", (a) => a.traced),
    part("one gradient step", (a) => a.step),
    part("infinite NTK", (a) => a.infinite),
  ].join(", ");
}

async function measureSeed(
  engine: Engine,
  images: Images,
  network: Network,
  sizes: RetrainingSizes,
  seed: number,
) {
  const [labelled, pool] = drawImages(images, [sizes.labelled, sizes.pool], seed) as [
    Images,
    Images,
  ];
  const finite = finiteNetwork(network, [28, 28, 1]);
  const targets = oneHot(labelled.labels);
  const start = finite.initialize(seed);
  const rate = await stableRate(finite.at(start), labelled.x, engine);
  const common = { learningRate: rate, momentum: MOMENTUM, engine };
  const { steps } = sizes;
  const trained = await train(finite, { x: labelled.x, y: targets, from: start, steps, ...common });
  const model = finite.at(trained.parameters);
  const before = await model.forward(pool.x, { engine });
  const guesses = Array.from({ length: sizes.candidates }, (_, c) => best(before, c));

  const { candidates } = sizes;
  const situation = { engine, model, x: labelled.x, targets, pool: pool.x, before, candidates };
  let scores = new Float64Array();
  const lookAheadSeconds = await timed(async () => {
    scores = await foretell((a, b) => pseudoNtk(model, a, b, { engine }), situation);
  });
  const traced = await foretell((a, b) => empiricalNtk(model, a, b, { engine }), situation);
  const limit = kernelFunction(network);
  const infinite = await foretell(
    async (a, b) => (await limit.evaluate(a, b, { get: ["ntk"], engine })).ntk,
    situation,
  );
  const real: number[] = [];
  const oneStep: number[] = [];
  let retrainingSeconds = 0;
  for (const [c, guess] of guesses.entries()) {
    const { x, y } = withCandidate(labelled.x, targets, pool.x, c, guess);
    retrainingSeconds += await timed(async () => {
      const from = trained.parameters;
      const again = await train(finite, { x, y, from, steps: steps / 2, ...common });
      real.push(changeOf(await finite.at(again.parameters).forward(pool.x, { engine }), before));
    });
    const alone = { x: sampleOf(pool.x, c), y: oneHot([guess]) };
    const moved = await train(finite, {
      ...alone,
      from: trained.parameters,
      steps: 1,
      learningRate: rate / sizes.labelled,
      engine,
    });
    oneStep.push(changeOf(await finite.at(moved.parameters).forward(pool.x, { engine }), before));
  }
  const agreement = {
    lookAhead: rankCorrelation(scores, real),
    traced: rankCorrelation(traced, real),
    step: rankCorrelation(oneStep, real),
    infinite: rankCorrelation(infinite, real),
  };
  return { agreement, lookAheadSeconds, retrainingSeconds };
}

/** Half of the largest rate that gradient descent without momentum bears at the start. */
async function stableRate(model: FiniteModel, x: Tensor, engine: Engine): Promise<number> {
  const kernel = await empiricalNtk(model, x, undefined, { engine });
  const { values } = await topEigenpairs(kernel, 1, { engine });
  return x.shape[0]! / values[0]!;
}

type KernelOf = (a: Tensor, b?: Tensor) => Promise<Matrix>;

/** What look-ahead with this kernel says each candidate's label would change, from the same outputs. */
async function foretell(
  kernel: KernelOf,
  { engine, model, x, targets, pool, before, candidates }: Situation,
): Promise<Float64Array<ArrayBuffer>> {
  const problem = {
    train: await kernel(x),
    cross: await kernel(pool, x),
    pool: await kernel(pool),
    targets,
    trainOutputs: await model.forward(x, { engine }),
    poolOutputs: before,
  };
  return scoresOf(engine, problem, before, candidates);
}

/** A trained network, what it was trained on, and a pool. */
interface Situation {
  readonly engine: Engine;
  readonly model: FiniteModel;
  readonly x: Tensor;
  readonly targets: Matrix;
  readonly pool: Tensor;
  /** The network's outputs on the pool. */
  readonly before: Matrix;
  readonly candidates: number;
}

async function scoresOf(
  engine: Engine,
  problem: Parameters<typeof lookAhead>[0],
  before: Matrix,
  candidates: number,
): Promise<Float64Array<ArrayBuffer>> {
  const state = await lookAhead({ ...problem, ridge: 1e-6 * problem.train.data[0]! }, { engine });
  const guessed = matrix(before.rows, CLASSES);
  for (let row = 0; row < before.rows; row++) guessed.data[row * CLASSES + best(before, row)] = 1;
  const rows = Int32Array.from({ length: candidates }, (_, row) => row);
  const options = { pseudoLabels: guessed, candidates: rows, engine };
  return Float64Array.from((await scoreCandidates(state, options)).scores);
}

function withCandidate(x: Tensor, y: Matrix, pool: Tensor, candidate: number, guess: number) {
  const one = sampleOf(pool, candidate);
  return {
    x: tensor([x.shape[0]! + 1, ...x.shape.slice(1)], joined(x.data, one.data)),
    y: matrix(y.rows + 1, CLASSES, joined(y.data, oneHot([guess]).data)),
  };
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function sampleOf({ shape, data }: Tensor, row: number): Tensor {
  const size = data.length / shape[0]!;
  return tensor([1, ...shape.slice(1)], data.slice(row * size, (row + 1) * size));
}

function changeOf(after: Matrix, before: Matrix): number {
  return after.data.reduce((sum, value, at) => sum + Math.abs(value - before.data[at]!), 0);
}

function best({ data }: Matrix, row: number): number {
  let top = 0;
  for (let c = 1; c < CLASSES; c++) {
    if (data[row * CLASSES + c]! > data[row * CLASSES + top]!) top = c;
  }
  return top;
}

function oneHot(labels: ArrayLike<number>): Matrix {
  const targets = matrix(labels.length, CLASSES);
  for (let i = 0; i < labels.length; i++) targets.data[i * CLASSES + labels[i]!] = 1;
  return targets;
}
