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

/** Networks of any width, and the shape of their inputs. */
export interface NetworksOfAnyWidth {
  readonly title: string;
  readonly of: (width: number) => Network;
  readonly inputShape: readonly number[];
}

const std = { weightStd: 1.4, biasStd: 0.2 };
const filter = { filterShape: [3, 3], padding: "same", ...std } as const;

/** Two hidden layers of `units`. */
export const mlp = (units: number, outputs = 1): Network =>
  serial(
    ...[dense({ units, ...std }), tanh(), dense({ units, ...std }), relu()],
    dense({ units: outputs, ...std }),
  );

const cnn = (channels: number): Network =>
  serial(
    ...[conv({ channels, ...filter }), relu(), conv({ channels, ...filter }), gelu()],
    ...[globalAvgPool(), dense({ units: 1, ...std })],
  );

const attention = (channels: number): Network =>
  serial(
    ...[dense({ units: channels, ...std }), layerNorm()],
    selfAttention({ heads: channels, headChannels: channels, channels, biasStd: 0.1 }),
    ...[relu(), globalAvgPool(), dense({ units: 1, ...std })],
  );

export const hiddenLayers: NetworksOfAnyWidth = {
  title: "two hidden layers",
  of: (units) => mlp(units),
  inputShape: [4],
};

export const convolutions: NetworksOfAnyWidth = {
  title: "convolutions and global pooling",
  of: cnn,
  inputShape: [3, 3, 2],
};

export const normalizedAttention: NetworksOfAnyWidth = {
  title: "attention after a normalised layer",
  of: attention,
  inputShape: [3, 4],
};
