import { type Network, conv, dense, flatten, relu, serial } from "@ntkit/architecture";

const CLASSES = 10;

/** A network whose retraining is foretold, and how it is trained to convergence. */
export interface RetrainedNetwork {
  readonly network: Network;
  /** Learning rate in units of N / λ_max of the traced tangent kernel at the start. */
  readonly rate: number;
  /** Steps of the first training. */
  readonly steps: number;
}

const filters = (channels: number): Network =>
  conv({
    channels,
    filterShape: [3, 3],
    strides: [2, 2],
    weightStd: Math.SQRT2,
    biasStd: 0.1,
  });

/** The networks by name, for images [14, 14, 1]. */
export const retrainedNetworks: Readonly<Record<string, RetrainedNetwork>> = {
  "MLP 196-128-10": {
    network: serial(
      flatten(),
      dense({ units: 128, weightStd: Math.SQRT2, biasStd: 0.1 }),
      relu(),
      dense({ units: CLASSES, biasStd: 0.1 }),
    ),
    rate: 1,
    steps: 500,
  },
  "CNN 16-32-10": {
    network: serial(
      filters(16),
      relu(),
      filters(32),
      relu(),
      flatten(),
      dense({ units: CLASSES, biasStd: 0.1 }),
    ),
    rate: 1,
    steps: 800,
  },
};
