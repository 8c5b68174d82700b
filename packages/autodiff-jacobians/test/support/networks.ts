import * as net from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";

/** A network and the shape of its inputs. */
export interface Case {
  readonly title: string;
  readonly network: Network;
  readonly inputShape: readonly number[];
}

const { dense, serial } = net;
const wide = { weightStd: 1.3, biasStd: 0.4 };

/** Fully connected networks: every combinator, parametrisation and option of dense. */
export const denseCases: readonly Case[] = [
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
];
