import type { Network } from "@ntkit/architecture";
import {
  avgPool,
  conv,
  convLocal,
  convTranspose,
  dense,
  embedding,
  erf,
  fanInConcat,
  fanInProd,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  globalSumPool,
  identity,
  imageResize,
  index,
  layerNorm,
  linearMap,
  parallel,
  relu,
  selfAttention,
  serial,
  sumPool,
  tanh,
} from "@ntkit/architecture";
import { empiricalNngp, empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { filled } from "../../kernels/test/filled.ts";

const channels = 64;
const outputs = 24;
const networks = 16;

const image = filled([2, 4, 3, 2], (n, h, w, c) => Math.sin(1 + 1.3 * n + 0.7 * h + 0.5 * w + c));
const sequence = filled([2, 5, 2], (n, t, c) => Math.cos(0.3 + 1.1 * n + 0.6 * t - 0.8 * c));
const words = filled([2, 5, 1], (n, t) => (3 * n + 2 * t) % 4);

const readout = dense({ units: outputs, biasStd: 0.2 });
const square = { channels, filterShape: [3, 2], weightStd: 1.4, biasStd: 0.2 } as const;
const line = { channels, filterShape: [3], weightStd: 1.3, biasStd: 0.3 } as const;
const token = dense({ units: channels, weightStd: 1.2, biasStd: 0.2 });
const branches = (...parts: Network[]): Network[] => [fanOut(parts.length), parallel(...parts)];
const after = (...layers: Network[]): Network =>
  serial(conv({ ...line, padding: "same" }), relu(), ...layers);
const attention = (options: Parameters<typeof selfAttention>[0]): Network =>
  serial(
    token,
    selfAttention({
      channels,
      heads: 8,
      headChannels: 64,
      valueStd: 1.2,
      biasStd: 0.3,
      ...options,
    }),
    relu(),
    globalAvgPool(),
    readout,
  );

const cases: readonly (readonly [string, Network, Tensor])[] = [
  ["conv valid, flatten", serial(conv(square), relu(), flatten(), readout), image],
  [
    "conv same with strides, globalAvgPool",
    serial(
      conv({ ...square, padding: "same", strides: [2, 1] }),
      relu(),
      conv({ ...square, filterShape: [2, 2], padding: "same" }),
      relu(),
      globalAvgPool(),
      readout,
    ),
    image,
  ],
  [
    "conv circular with strides",
    serial(conv({ ...square, padding: "circular", strides: [1, 2] }), erf(), flatten(), readout),
    image,
  ],
  [
    "convTranspose same",
    serial(
      convTranspose({ ...square, padding: "same", strides: [2, 1] }),
      relu(),
      globalAvgPool(),
      readout,
    ),
    image,
  ],
  [
    "convTranspose circular",
    after(
      convTranspose({ ...line, padding: "circular", strides: [2] }),
      relu(),
      globalSumPool(),
      readout,
    ),
    sequence,
  ],
  [
    "convTranspose valid",
    after(convTranspose({ ...line, strides: [2] }), relu(), flatten(), readout),
    sequence,
  ],
  [
    "convLocal",
    after(
      convLocal(line),
      relu(),
      convLocal({ ...line, filterShape: [2] }),
      relu(),
      globalAvgPool(),
      readout,
    ),
    sequence,
  ],
  [
    "convLocal, globalSumPool",
    after(convLocal({ ...line, channels: outputs }), globalSumPool()),
    sequence,
  ],
  [
    "avgPool with normalised edges",
    after(
      avgPool({ windowShape: [3], strides: [2], padding: "same", normalizeEdges: true }),
      conv({ ...line, padding: "same" }),
      relu(),
      flatten(),
      readout,
    ),
    sequence,
  ],
  [
    "avgPool and sumPool",
    after(
      avgPool({ windowShape: [2], padding: "same" }),
      sumPool({ windowShape: [2], padding: "circular" }),
      token,
      relu(),
      globalAvgPool(),
      readout,
    ),
    sequence,
  ],
  [
    "layerNorm over places",
    serial(
      conv({ ...square, padding: "same" }),
      layerNorm({ spatialAxes: [1] }),
      relu(),
      conv({ ...square, padding: "same" }),
      layerNorm({ spatialAxes: "all", epsilon: 0.1 }),
      relu(),
      globalAvgPool(),
      readout,
    ),
    image,
  ],
  [
    "imageResize",
    after(
      imageResize({ shape: [8] }),
      token,
      relu(),
      imageResize({ shape: [3], antialias: true }),
      token,
      relu(),
      globalAvgPool(),
      readout,
    ),
    sequence,
  ],
  [
    "index, linearMap",
    after(
      index([{ step: -2 }]),
      linearMap({
        matrix: [
          [1, -0.5, 0.2],
          [0, 1, 1],
        ],
      }),
      token,
      relu(),
      flatten(),
      readout,
    ),
    sequence,
  ],
  [
    "residual sum",
    after(
      conv({ ...line, padding: "same" }),
      ...branches(
        identity(),
        serial(
          relu(),
          conv({ ...line, padding: "same" }),
          relu(),
          conv({ ...line, padding: "same" }),
        ),
      ),
      fanInSum(),
      relu(),
      globalAvgPool(),
      readout,
    ),
    sequence,
  ],
  [
    "product of branches",
    after(
      ...branches(conv({ ...line, padding: "same" }), serial(token), identity()),
      fanInProd(),
      token,
      relu(),
      flatten(),
      readout,
    ),
    sequence,
  ],
  [
    "concatenation of branches",
    after(
      ...branches(token, serial(dense({ units: 2 * channels, biasStd: 0.5 }), tanh())),
      fanInConcat(),
      token,
      relu(),
      globalAvgPool(),
      readout,
    ),
    sequence,
  ],
  [
    "standard parametrisation",
    serial(
      conv({ ...line, parameterization: "standard", padding: "same" }),
      relu(),
      conv({ ...line, parameterization: "standard", trainable: false }),
      relu(),
      flatten(),
      dense({ units: outputs, biasStd: 0, parameterization: "standard" }),
    ),
    sequence,
  ],
  [
    "embedding",
    serial(
      embedding({ vocabularySize: 4, channels, weightStd: 1.5 }),
      relu(),
      conv(line),
      relu(),
      globalAvgPool(),
      readout,
    ),
    words,
  ],
  ["attention softmax", attention({}), sequence],
  ["attention abs", attention({ mechanism: "abs" }), sequence],
  ["attention relu", attention({ mechanism: "relu" }), sequence],
  ["attention identity", attention({ mechanism: "identity" }), sequence],
  [
    "attention softmax, embeddings of places added, in values too",
    attention({
      positional: "sum",
      positionalStd: 0.8,
      positionalValues: true,
      positionalDecay: 0.5,
    }),
    sequence,
  ],
  [
    "attention softmax, embeddings of places concatenated",
    attention({ positional: "concat", positionalStd: 1.2, positionalChannels: channels / 2 }),
    sequence,
  ],
  [
    "attention identity with sqrt scaling",
    attention({
      heads: 48,
      headChannels: 16,
      mechanism: "identity",
      scaling: "sqrt",
      valueStd: 0.5,
    }),
    sequence,
  ],
  [
    "attention identity with sqrt scaling, embeddings of places",
    attention({
      heads: 48,
      headChannels: 16,
      mechanism: "identity",
      scaling: "sqrt",
      valueStd: 0.5,
      positional: "sum",
      positionalStd: 0.5,
    }),
    sequence,
  ],
];

/** Means over random networks, and the standard errors of these. */
async function sampleMeans(
  network: Network,
  x: Tensor,
): Promise<Record<"nngp" | "ntk", { mean: number[]; error: number[] }>> {
  const finite = finiteNetwork(network, x.shape.slice(1));
  const draws = { nngp: [] as Matrix[], ntk: [] as Matrix[] };
  for (let seed = 0; seed < networks; seed++) {
    const model = finite.at(finite.initialize(seed));
    draws.nngp.push(await empiricalNngp(model, x));
    draws.ntk.push(await empiricalNtk(model, x));
  }
  return { nngp: statistics(draws.nngp), ntk: statistics(draws.ntk) };
}

function statistics(draws: readonly Matrix[]): { mean: number[]; error: number[] } {
  const entries = Array.from(draws[0]!.data, (_, k) => draws.map(({ data }) => data[k]!));
  const mean = entries.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  const error = entries.map((values, k) => {
    const squares = values.reduce((sum, value) => sum + (value - mean[k]!) ** 2, 0);
    return Math.sqrt(squares / (values.length - 1) / values.length);
  });
  return { mean, error };
}

describe("agreement: means over finite random networks, within 5 standard errors and 2 / width of the diagonal", () => {
  test.each(cases)("%s", async (_, network, x) => {
    const exact = await kernelFunction(network).evaluate(x);
    const sampled = await sampleMeans(network, x);
    for (const kind of ["nngp", "ntk"] as const) {
      const scale = Math.max(...exact[kind].data);
      exact[kind].data.forEach((value, k) => {
        const tolerance = 5 * sampled[kind].error[k]! + (2 / channels) * scale;
        expect(Math.abs(sampled[kind].mean[k]! - value), `${kind} ${k}`).toBeLessThan(tolerance);
      });
    }
  });
});
