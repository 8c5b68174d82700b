import type { Network } from "@ntkit/architecture";
import {
  conv,
  dense,
  gelu,
  globalAvgPool,
  layerNorm,
  relu,
  selfAttention,
  serial,
  tanh,
} from "@ntkit/architecture";
import { empiricalNngp, empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { expect, test } from "vitest";
import { normalTensor } from "./support/draw.ts";

interface Family {
  readonly title: string;
  readonly of: (units: number) => Network;
  readonly inputShape: readonly number[];
  readonly widths: readonly number[];
  readonly seeds: number;
  /** Attention at small widths is still biased by terms of order 1/width. */
  readonly steepest: number;
}

const std = { weightStd: 1.4, biasStd: 0.2 };
const filter = { filterShape: [3, 3], padding: "same", ...std } as const;
const families: readonly Family[] = [
  {
    title: "two hidden layers",
    of: (units) =>
      serial(
        dense({ units, ...std }),
        tanh(),
        dense({ units, ...std }),
        relu(),
        dense({ units: 1, ...std }),
      ),
    inputShape: [4],
    widths: [16, 256],
    seeds: 12,
    steepest: -0.65,
  },
  {
    title: "convolutions",
    of: (channels) =>
      serial(
        conv({ channels, ...filter }),
        relu(),
        conv({ channels, ...filter }),
        gelu(),
        globalAvgPool(),
        dense({ units: 1, ...std }),
      ),
    inputShape: [3, 3, 2],
    widths: [8, 64],
    seeds: 8,
    steepest: -0.7,
  },
  {
    title: "attention after a normalised layer",
    of: (channels) =>
      serial(
        dense({ units: channels, ...std }),
        layerNorm(),
        selfAttention({ heads: channels, headChannels: channels, channels, biasStd: 0.1 }),
        relu(),
        globalAvgPool(),
        dense({ units: 1, ...std }),
      ),
    inputShape: [3, 4],
    widths: [8, 32],
    seeds: 16,
    steepest: -1.4,
  },
];

test.each(families)(
  "agreement: random networks of $title approach the kernel at infinite width as 1/√width",
  async ({ of, inputShape, widths, seeds, steepest }) => {
    const x = normalTensor([4, ...inputShape], 1);
    const { ntk } = await kernelFunction(of(1)).evaluate(x);
    const spreads: number[] = [];
    for (const width of widths) {
      const finite = finiteNetwork(of(width), inputShape);
      let sum = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const { data } = await empiricalNtk(finite.at(finite.initialize(seed)), x);
        sum += data.reduce((total, value, i) => total + (value - ntk.data[i]!) ** 2, 0) / seeds;
      }
      spreads.push(Math.sqrt(sum));
    }
    const slope = Math.log(spreads.at(-1)! / spreads[0]!) / Math.log(widths.at(-1)! / widths[0]!);
    expect(slope).toBeGreaterThan(steepest);
    expect(slope).toBeLessThan(-0.35);
  },
);

test("agreement: the covariance of outputs over random networks is the NNGP, within 5 standard errors", async () => {
  const network = serial(dense({ units: 256, ...std }), relu(), dense({ units: 20, ...std }));
  const finite = finiteNetwork(network, 4);
  const x = normalTensor([4, 4], 1);
  const { nngp } = await kernelFunction(network).evaluate(x);
  const draws: Float64Array[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    draws.push((await empiricalNngp(finite.at(finite.initialize(seed)), x)).data);
  }
  nngp.data.forEach((exact, i) => {
    const mean = draws.reduce((sum, draw) => sum + draw[i]!, 0) / draws.length;
    const squares = draws.reduce((sum, draw) => sum + (draw[i]! - mean) ** 2, 0);
    const standardError = Math.sqrt(squares / (draws.length - 1) / draws.length);
    expect(Math.abs(mean - exact)).toBeLessThan(5 * standardError);
    expect(standardError).toBeLessThan(0.2 * nngp.data[0]!);
  });
});
