import { learningCurve } from "@ntkit/active-learning";
import { type FiniteNetwork, empiricalNtk, finiteNetwork, train } from "@ntkit/autodiff-jacobians";
import type { Parameters } from "@ntkit/autodiff-jacobians";
import { oneHot } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import { type Engine, type Matrix, type Tensor, topEigenpairs } from "@ntkit/linalg";
import { pseudoNtk } from "@ntkit/pseudo-ntk";
import { classify } from "@ntkit/solvers";
import { timed } from "../contest.ts";
import { type Row, ratioOf } from "../row.ts";
import { joinRows, joinSamples, sampleOf, totalChange } from "./class-arrays.ts";
import { type Situation, foretell, foretellAlone, foretellInFull } from "./foretell.ts";
import { type Images, drawImages } from "./image-data.ts";
import { rankCorrelation } from "./rank-correlation.ts";
import type { RetrainedNetwork } from "./retrained-networks.ts";

const CLASSES = 10;
const MOMENTUM = 0.9;

/** How much is measured. */
export interface RetrainingSizes {
  readonly seeds: number;
  readonly labelled: number;
  readonly pool: number;
  readonly candidates: number;
  /** Steps of retraining, from the parameters of the trained network. */
  readonly steps: number;
}

/** Those who foretell, in the order of the note; all are compared with the first. */
const columns = [
  "traced NTK",
  "pseudo-NTK",
  "all outputs",
  "one gradient step",
  "infinite NTK",
  "infinite NTK around the network",
] as const;

type Changes = Readonly<Record<(typeof columns)[number], readonly number[]>>;

/** What a seed gave. */
interface Measured {
  /** Spearman's correlation with retraining, in the order of the columns. */
  readonly agreement: readonly number[];
  readonly lookAheadSeconds: number;
  readonly retrainingSeconds: number;
  /** Of the trained network. */
  readonly loss: number;
}

/**
 * The change of a pool's outputs that a candidate's likeliest label brings: foretold by look-ahead with the
 * trained network's traced NTK, beside training the network on with the label, candidate by candidate. The
 * note has Spearman's correlation of the real changes with those of every column, mean and 95 % band over
 * seeds, and by how much the first column is ahead of the others, seed by seed.
 */
export async function retrainingRow(
  engine: Engine,
  images: Images,
  { name, ...retrained }: RetrainedNetwork & { readonly name: string },
  sizes: RetrainingSizes,
  log: (line: string) => void,
): Promise<Row> {
  const found: Measured[] = [];
  for (let seed = 0; seed < sizes.seeds; seed++) {
    const tell = (what: string) => {
      log(`active-learning: ${name}, seed ${seed + 1} of ${sizes.seeds}: ${what}`);
    };
    found.push(await measureSeed(engine, images, retrained, sizes, seed, tell));
  }
  const mean = (pick: (one: Measured) => number) =>
    found.reduce((sum, one) => sum + pick(one), 0) / found.length;
  const ours = {
    name: `look-ahead by traced NTK, ${engine.name}`,
    seconds: mean(({ lookAheadSeconds }) => lookAheadSeconds),
  };
  const peer = {
    name: `retraining for each of ${sizes.candidates} candidates, ${sizes.steps} steps`,
    seconds: mean(({ retrainingSeconds }) => retrainingSeconds),
  };
  return {
    workload: `one cycle ${name}, N=${sizes.labelled}, pool=${sizes.pool}`,
    ours,
    peer,
    ratio: ratioOf(ours, peer),
    goal: null,
    note: describe(found),
  };
}

function describe(found: readonly Measured[]): string {
  const band = (values: readonly number[]) => {
    if (values.length === 1) return values[0]!.toFixed(2);
    const { mean, high } = learningCurve(values.map((value) => [value]));
    return `${mean[0]!.toFixed(2)} ± ${(high[0]! - mean[0]!).toFixed(2)}`;
  };
  const of = (at: number) => band(found.map(({ agreement }) => agreement[at]!));
  const ahead = (at: number) => band(found.map(({ agreement: a }) => a[0]! - a[at]!));
  const loss = Math.max(...found.map(({ loss }) => loss));
  return [
    `Spearman with retraining, ${found.length} seeds: ${columns.map((name, at) => `${name} ${of(at)}`).join(", ")}`,
    `${columns[0]} ahead of ${columns
      .map((name, at) => `${name} by ${ahead(at)}`)
      .slice(1)
      .join(", ")}`,
    `training loss at most ${loss.toExponential(1)}`,
  ].join("; ");
}

async function measureSeed(
  engine: Engine,
  images: Images,
  { network, rate, steps }: RetrainedNetwork,
  sizes: RetrainingSizes,
  seed: number,
  tell: (what: string) => void,
): Promise<Measured> {
  const [labelled, pool] = drawImages(images, [sizes.labelled, sizes.pool], seed) as [
    Images,
    Images,
  ];
  const finite = finiteNetwork(network, labelled.x.shape.slice(1));
  const targets = oneHot(labelled.labels, CLASSES);
  const start = finite.initialize(seed);
  const learningRate = rate * (await naturalRate(finite, start, labelled.x, engine));
  const trainer: Trainer = { finite, learningRate, engine };
  tell(`${steps} steps of training`);
  const { parameters, loss } = await descend(trainer, labelled.x, targets, start, steps);
  const model = finite.at(parameters);
  const before = await model.forward(pool.x, { engine });
  const { candidates } = sizes;
  const situation = { engine, model, x: labelled.x, targets, pool: pool.x, before, candidates };
  tell("kernels");
  let traced: number[] = [];
  const lookAheadSeconds = await timed(async () => {
    traced = await foretell((x) => empiricalNtk(model, x, undefined, { engine }), situation);
  });
  const limit = kernelFunction(network);
  const { ntk } = await limit.evaluate(joinSamples(labelled.x, pool.x), undefined, {
    get: ["ntk"],
    engine,
  });
  const changes: Changes = {
    "traced NTK": traced,
    "pseudo-NTK": await foretell((x) => pseudoNtk(model, x, undefined, { engine }), situation),
    "all outputs": await foretellInFull(situation),
    "one gradient step": await stepOnEach(trainer, situation),
    "infinite NTK": await foretellAlone(() => Promise.resolve(ntk), situation),
    "infinite NTK around the network": await foretell(() => Promise.resolve(ntk), situation),
  };
  let real: number[] = [];
  const retrainingSeconds = await timed(async () => {
    real = await retrainForEach(trainer, situation, sizes.steps, tell);
  });
  const agreement = columns.map((name) => rankCorrelation(changes[name], real));
  return { agreement, lookAheadSeconds, retrainingSeconds, loss };
}

/** N / λ_max of the traced kernel: half of what descent without momentum bears in a wide network. */
async function naturalRate(
  finite: FiniteNetwork,
  start: Parameters,
  x: Tensor,
  engine: Engine,
): Promise<number> {
  const kernel = await empiricalNtk(finite.at(start), x, undefined, { engine });
  const { values } = await topEigenpairs(kernel, 1, { engine });
  return x.shape[0]! / values[0]!;
}

/** How all networks of a seed are trained. */
interface Trainer {
  readonly finite: FiniteNetwork;
  readonly learningRate: number;
  readonly engine: Engine;
}

async function descend(
  { finite, ...options }: Trainer,
  x: Tensor,
  y: Matrix,
  from: Parameters,
  steps: number,
): Promise<{ readonly parameters: Parameters; readonly loss: number }> {
  let loss = Infinity;
  const onStep = (moment: { readonly loss: number }) => {
    ({ loss } = moment);
  };
  const call = { ...options, momentum: MOMENTUM, onStep };
  const { parameters } = await train(finite, { x, y, from, steps, ...call });
  return { parameters, loss };
}

/** What training on with each candidate and its likeliest label really changes. */
async function retrainForEach(
  trainer: Trainer,
  s: Situation,
  steps: number,
  tell: (what: string) => void,
): Promise<number[]> {
  const labels = classify(s.before);
  const real: number[] = [];
  for (let c = 0; c < s.candidates; c++) {
    if (c % 10 === 0) tell(`retraining for candidate ${c + 1} of ${s.candidates}`);
    const x = joinSamples(s.x, sampleOf(s.pool, c));
    const y = joinRows(s.targets, oneHot([labels[c]!], CLASSES));
    const { parameters } = await descend(trainer, x, y, s.model.parameters, steps);
    real.push(await changeAt(trainer, parameters, s));
  }
  return real;
}

/** What one step of gradient descent on each candidate alone changes. */
async function stepOnEach(trainer: Trainer, s: Situation): Promise<number[]> {
  const labels = classify(s.before);
  const learningRate = trainer.learningRate / s.targets.rows;
  const changes: number[] = [];
  for (let c = 0; c < s.candidates; c++) {
    const y = oneHot([labels[c]!], CLASSES);
    const alone = { ...trainer, learningRate };
    const { parameters } = await descend(alone, sampleOf(s.pool, c), y, s.model.parameters, 1);
    changes.push(await changeAt(trainer, parameters, s));
  }
  return changes;
}

async function changeAt(
  { finite, engine }: Trainer,
  parameters: Parameters,
  { pool, before }: Situation,
): Promise<number> {
  return totalChange(await finite.at(parameters).forward(pool, { engine }), before);
}
