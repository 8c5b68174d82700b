import { dense, relu, serial } from "@ntkit/architecture";
import { empiricalNngp, empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { kernelFunction } from "@ntkit/kernels";
import { expect, test } from "vitest";
import {
  convolutions,
  hiddenLayers,
  normalizedAttention,
} from "../../../tooling/bench/src/convergence/random-networks.ts";
import type { NetworksOfAnyWidth } from "../../../tooling/bench/src/convergence/random-networks.ts";
import { normalTensor } from "./support/draw.ts";

interface Case {
  readonly networks: NetworksOfAnyWidth;
  readonly widths: readonly number[];
  readonly seeds: number;
  /** Attention at small widths is still biased by terms of order 1/width. */
  readonly steepest: number;
}

const cases: readonly Case[] = [
  { networks: hiddenLayers, widths: [16, 256], seeds: 12, steepest: -0.65 },
  { networks: convolutions, widths: [8, 64], seeds: 8, steepest: -0.7 },
  { networks: normalizedAttention, widths: [8, 32], seeds: 16, steepest: -1.4 },
];

test.each(cases)(
  "agreement: random networks of $networks.title approach the kernel at infinite width as 1/√width",
  async ({ networks: { of, inputShape }, widths, seeds, steepest }) => {
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
  const std = { weightStd: 1.4, biasStd: 0.2 };
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
