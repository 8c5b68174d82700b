import { sizeOf } from "./op.ts";
import type { Op } from "./op.ts";
import { multiplySeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";
import type { WeightOptions } from "./weights.ts";

/** scale x W for a signal [positions, inputs], with weights [inputs, units] for each position. */
export function localWeights(input: number, options: WeightOptions): Op {
  const { parameter, inputs, units, scale } = options;
  const positions = sizeOf(options.positions);
  const sizes = { inputs, units, scale, positions };
  return {
    inputs: [input],
    shape: [...options.positions, units],
    forward: ([x], run) =>
      multiplySeries(x!, run.parameter(parameter), (a, w, into) => multiplied(a, w, into, sizes)),
    pull: (cotangent, _saved, run) => [pulled(cotangent, run.parameter(parameter)[0]!, sizes)],
    site: {
      parameter,
      extent: { positions: 1, inputs, units: positions * units },
      factors: (b, { inputs: [a] }, _run, name) => ({
        ...name,
        kind: "local",
        ...sizes,
        a: a!,
        b,
      }),
      gradient: (b, { inputs: [a] }) => outerProducts(a!, b, sizes),
    },
  };
}

interface Sizes {
  readonly inputs: number;
  readonly units: number;
  readonly positions: number;
  readonly scale: number;
}

function multiplied(
  x: Numbers,
  w: Numbers,
  into: Numbers | undefined,
  { inputs, units, positions, scale }: Sizes,
): Numbers {
  const rows = x.length / inputs;
  const y = into ?? like(x, rows * units);
  for (let row = 0; row < rows; row++) {
    const filter = (row % positions) * inputs * units;
    for (let i = 0; i < inputs; i++) {
      const value = scale * x[row * inputs + i]!;
      const from = filter + i * units;
      for (let j = 0; j < units; j++) y[row * units + j]! += value * w[from + j]!;
    }
  }
  return y;
}

function pulled(y: Numbers, w: Numbers, { inputs, units, positions, scale }: Sizes): Numbers {
  const rows = y.length / units;
  const x = like(y, rows * inputs);
  for (let row = 0; row < rows; row++) {
    const filter = (row % positions) * inputs * units;
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      const from = filter + i * units;
      for (let j = 0; j < units; j++) sum += y[row * units + j]! * w[from + j]!;
      x[row * inputs + i] = scale * sum;
    }
  }
  return x;
}

function outerProducts(
  a: Numbers,
  b: Numbers,
  { inputs, units, positions, scale }: Sizes,
): Numbers {
  const gradient = like(b, positions * inputs * units);
  for (let row = 0; row < a.length / inputs; row++) {
    const filter = (row % positions) * inputs * units;
    for (let i = 0; i < inputs; i++) {
      const value = scale * a[row * inputs + i]!;
      const to = filter + i * units;
      for (let j = 0; j < units; j++) gradient[to + j]! += value * b[row * units + j]!;
    }
  }
  return gradient;
}
