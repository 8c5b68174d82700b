import type { Network } from "@ntkit/architecture";
import {
  avgPool,
  conv,
  dense,
  flatten,
  globalAvgPool,
  relu,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/spatial.json" with { type: "json" };

const same = { padding: "same" } as const;
const first = conv({ ...same, filterShape: [3, 2], weightStd: 1.4, biasStd: 0.1 });
const second = conv({ ...same, filterShape: [2, 2], weightStd: 1.2, biasStd: 0.2 });
const readout = dense({ biasStd: 0.1 });

const networks: Readonly<Record<keyof typeof reference.cases, Network>> = {
  flatten: serial(first, relu(), second, relu(), flatten(), readout),
  flatten_no_bias: serial(
    conv({ ...same, filterShape: [3, 3], weightStd: 1.4 }),
    relu(),
    flatten(),
    dense({ weightStd: 1.5 }),
    relu(),
    dense(),
  ),
  global: serial(first, relu(), second, relu(), globalAvgPool(), readout),
  pooled: serial(
    conv({ ...same, filterShape: [3, 3], weightStd: 1.4, biasStd: 0.1 }),
    relu(),
    avgPool({ windowShape: [2, 2], strides: [2, 2] }),
    conv({ ...same, filterShape: [3, 3], weightStd: 1.2, biasStd: 0.2 }),
    relu(),
    globalAvgPool(),
    readout,
  ),
  attention: serial(
    dense({ weightStd: 1.2, biasStd: 0.1 }),
    selfAttention({ keyStd: 0.9, queryStd: 0.7, valueStd: 1.2, outStd: 0.8, biasStd: 0.5 }),
    relu(),
    globalAvgPool(),
    dense(),
  ),
};

const x = tensor(reference.shape, Float64Array.from(reference.images.flat()));

/** After places have been mixed the angle between nearly equal ones is known to 1e-8 only. */
const tolerance = { pooled: 1e-8, attention: 1e-8 } as Partial<Record<string, number>>;

describe("reference: images that nearly coincide, are opposite, scaled, zero or constant, against 60 digits", () => {
  for (const [name, network] of Object.entries(networks) as [
    keyof typeof reference.cases,
    Network,
  ][]) {
    test(`${name}: to ${tolerance[name] ?? 1e-13} of √(K_ii K_jj)`, async () => {
      const kernels = await kernelFunction(network).evaluate(x);
      for (const kind of ["nngp", "ntk"] as const) {
        const rows: number[][] = reference.cases[name][kind];
        const scale = rows.map((row, i) => Math.sqrt(row[i]!) || 1);
        const atol = kind === "nngp" ? 2e-15 : (tolerance[name] ?? 1e-13);
        rows.forEach((row, i) => {
          row.forEach((expected, j) => {
            const actual = kernels[kind].data[i * rows.length + j]!;
            const size = scale[i]! * scale[j]!;
            expect(actual / size).toBeAllclose(expected / size, { rtol: 0, atol });
          });
        });
      }
    });
  }
});
