import * as net from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { random, tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import { normalTensor } from "./draw.ts";

/** A network and the shape of its inputs. */
export interface Case {
  readonly title: string;
  readonly network: Network;
  readonly inputShape: readonly number[];
  readonly inputs: (count: number, seed: number) => Tensor;
}

/** A case whose inputs are normal numbers. */
interface Plain extends Omit<Case, "inputs"> {
  readonly inputs?: Case["inputs"];
}

function complete(cases: readonly Plain[]): readonly Case[] {
  return cases.map((each) => ({
    inputs: (count, seed) => normalTensor([count, ...each.inputShape], seed),
    ...each,
  }));
}

const { dense, serial } = net;
const wide = { weightStd: 1.3, biasStd: 0.4 };

/** Fully connected networks: every combinator, parametrisation and option of dense. */
export const denseCases: readonly Case[] = complete([
  {
    title: "two hidden layers",
    network: serial(
      dense({ units: 5, ...wide }),
      net.tanh(),
      dense({ units: 4, weightStd: 0.8 }),
      net.gelu(),
      dense({ units: 3, ...wide }),
    ),
    inputShape: [4],
  },
  {
    title: "standard parametrisation",
    network: serial(
      dense({ units: 5, ...wide, parameterization: "standard" }),
      net.erf(),
      dense({ units: 2, biasStd: 0, parameterization: "standard" }),
    ),
    inputShape: [3],
  },
  {
    title: "a layer that is not trained, sums at the input",
    network: serial(
      dense({ units: 5, scaling: "sum" }),
      net.relu(),
      dense({ units: 4, ...wide, trainable: false }),
      net.silu(),
      dense({ units: 2 }),
    ),
    inputShape: [3],
  },
  {
    title: "residual branches, concatenation, repeat",
    network: serial(
      dense({ units: 4, ...wide }),
      net.repeat(
        serial(
          net.fanOut(2),
          net.parallel(net.identity(), serial(net.tanh(), dense({ units: 4, ...wide }))),
          net.fanInSum(),
        ),
        2,
      ),
      net.fanOut(3),
      net.parallel(dense({ units: 2 }), net.sigmoid(), serial(net.sin(), dense({ units: 3 }))),
      net.fanInConcat(),
      dense({ units: 2, ...wide }),
    ),
    inputShape: [3],
  },
  {
    title: "layer normalisation",
    network: serial(
      dense({ units: 6, ...wide }),
      net.layerNorm({ epsilon: 0.01 }),
      net.softplus(),
      dense({ units: 2, ...wide }),
    ),
    inputShape: [4],
  },
  {
    title: "dense layers at every position of a sequence",
    network: serial(dense({ units: 4, ...wide }), net.tanh(), dense({ units: 2, ...wide })),
    inputShape: [3, 2],
  },
]);

const filter = { filterShape: [3, 2], channels: 3, ...wide };

/** Networks on images [4, 5, 2] and sequences: every spatial layer. */
export const spatialCases: readonly Case[] = complete([
  {
    title: "convolutions with all paddings and strides",
    network: serial(
      net.conv({ ...filter, padding: "same", strides: [1, 2] }),
      net.tanh(),
      net.conv({ ...filter, filterShape: [2, 2], padding: "circular", strides: [2, 1] }),
      net.gelu(),
      net.conv({ filterShape: [2, 3], channels: 2 }),
    ),
    inputShape: [4, 5, 2],
  },
  {
    title: "transposed and local convolutions",
    network: serial(
      net.conv({ ...filter, padding: "same", strides: [2, 2] }),
      net.tanh(),
      net.convTranspose({ ...filter, padding: "same", strides: [2, 1] }),
      net.erf(),
      net.convLocal({ ...filter, filterShape: [2, 2], padding: "circular" }),
      net.silu(),
      net.convTranspose({ filterShape: [2, 2], channels: 2, strides: [1, 3] }),
      net.globalSumPool(),
    ),
    inputShape: [4, 5, 2],
  },
  {
    title: "pools, flattened",
    network: serial(
      net.conv({ ...filter, padding: "same" }),
      net.maxPool({ windowShape: [2, 2], padding: "same" }),
      net.tanh(),
      net.avgPool({ windowShape: [3, 2], padding: "same", strides: [1, 2], normalizeEdges: true }),
      net.sumPool({ windowShape: [2, 2], padding: "circular" }),
      net.flatten(),
      dense({ units: 3, ...wide }),
    ),
    inputShape: [4, 5, 2],
  },
  {
    title: "normalisations",
    network: serial(
      net.conv({ ...filter, padding: "same" }),
      net.batchNorm({ epsilon: 0.1 }),
      net.tanh(),
      net.layerNorm({ epsilon: 0.1, spatialAxes: [2] }),
      net.conv({ ...filter, channels: 2 }),
      net.layerNorm({ epsilon: 0.1, spatialAxes: "all" }),
      net.globalAvgPool(),
      dense({ units: 2 }),
    ),
    inputShape: [4, 5, 2],
  },
  {
    title: "resizing, slices, a linear map, a product of branches",
    network: serial(
      net.conv({ ...filter }),
      net.imageResize({ shape: [3, null], antialias: true }),
      net.tanh(),
      net.fanOut(2),
      net.parallel(
        net.conv({ filterShape: [1, 1], channels: 2 }),
        net.conv({ filterShape: [1, 1], channels: 2, biasStd: 0.3 }),
      ),
      net.fanInProd(),
      net.index([{ start: 2, step: -2 }, 1]),
      net.linearMap({
        matrix: [
          [1, 0.5],
          [-2, 0],
          [0, 3],
        ],
      }),
    ),
    inputShape: [4, 5, 2],
  },
  {
    title: "softmax attention with embeddings of places",
    network: serial(
      net.selfAttention({
        heads: 2,
        headChannels: 3,
        channels: 4,
        biasStd: 0.2,
        scaling: "sqrt",
        keyStd: 1.4,
        positional: "sum",
        positionalDecay: 0.5,
      }),
      net.tanh(),
      net.globalAvgPool(),
      dense({ units: 2, ...wide }),
    ),
    inputShape: [2, 3, 2],
  },
  {
    title: "attention with tied queries and concatenated embeddings",
    network: serial(
      net.selfAttention({
        heads: 2,
        headChannels: 2,
        channels: 3,
        mechanism: "identity",
        positional: "concat",
        positionalChannels: 2,
        positionalValues: true,
      }),
      net.selfAttention({ headChannels: 3, channels: 2, mechanism: "abs", valueStd: 1.2 }),
    ),
    inputShape: [3, 2],
  },
  {
    title: "embeddings of words, some of them twice",
    network: serial(
      net.embedding({ vocabularySize: 6, channels: 3, weightStd: 1.3 }),
      dense({ units: 4, ...wide }),
      net.tanh(),
      net.globalAvgPool(),
      dense({ units: 2, ...wide }),
    ),
    inputShape: [5, 1],
    inputs: (count, seed) => {
      const { integer } = random(seed);
      return tensor(
        [count, 5, 1],
        new Float64Array(5 * count).map(() => integer(6)),
      );
    },
  },
]);
