import * as nn from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import { wave } from "./models.ts";

const residual = (inner: readonly Network[]): Network =>
  nn.serial(nn.fanOut(2), nn.parallel(nn.serial(...inner), nn.identity()), nn.fanInSum());

const shapes: Readonly<Record<string, readonly [Network, readonly number[]]>> = {
  "an MLP of many activations": [
    nn.serial(
      nn.dense({ units: 8, biasStd: 0.1 }),
      nn.gelu(),
      nn.dense({ units: 8, parameterization: "standard" }),
      residual([nn.elu({ alpha: 0.7 }), nn.dense({ units: 8, biasStd: 0.3 }), nn.silu()]),
      nn.fanOut(3),
      nn.parallel(nn.erf(), nn.leakyRelu({ alpha: 0.2 }), nn.softplus()),
      nn.fanInConcat(),
      nn.repeat(nn.serial(nn.dense({ units: 5 }), nn.sin()), 2),
      nn.dense({ units: 3, biasStd: 0.2, trainable: false }),
    ),
    [4],
  ],
  "a CNN with pools and norms": [
    nn.serial(
      nn.conv({ channels: 4, filterShape: [3, 3], padding: "same", biasStd: 0.1 }),
      nn.relu(),
      nn.avgPool({ windowShape: [3, 3], strides: [2, 2], padding: "same", normalizeEdges: true }),
      residual([
        nn.layerNorm({ spatialAxes: [1] }),
        nn.conv({ channels: 4, filterShape: [3, 2], padding: "circular" }),
        nn.batchNorm(),
        nn.tanh(),
      ]),
      nn.maxPool({ windowShape: [2, 2], strides: [1, 1], padding: "valid" }),
      nn.conv({
        channels: 3,
        filterShape: [2, 2],
        strides: [2, 2],
        padding: "valid",
        biasStd: 0.2,
      }),
      nn.abs(),
      nn.sumPool({ windowShape: [2, 1], strides: [1, 1], padding: "valid" }),
      nn.flatten(),
      nn.dense({ units: 2 }),
    ),
    [9, 8, 2],
  ],
  "an embedding with convolutions over a sequence": [
    nn.serial(
      nn.embedding({ vocabularySize: 5, channels: 4 }),
      nn.conv({ channels: 6, filterShape: [3], padding: "same" }),
      nn.relu(),
      nn.maxPool({ windowShape: [2], strides: [2], padding: "same" }),
      nn.globalAvgPool(),
      nn.dense({ units: 2 }),
    ),
    [7, 1],
  ],
};

/** Networks of ours that every backend must compute as the float64 engine does, and examples. */
export const networks: Readonly<Record<string, { readonly network: Network; readonly x: Tensor }>> =
  Object.fromEntries(
    Object.entries(shapes).map(([title, [network, shape]]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const data = wave(4 * size, 2);
      const ids = data.map((value) => Math.floor(2.5 * value + 2.5) % 5);
      return [
        title,
        { network, x: tensor([4, ...shape], title.includes("embedding") ? ids : data) },
      ];
    }),
  );
