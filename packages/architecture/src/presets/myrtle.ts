import type { SerialNode } from "../combinators/serial.ts";
import { serial } from "../combinators/serial.ts";
import { relu } from "../activations/relu.ts";
import { dense } from "../dense.ts";
import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { nonNegative, nonNegativeOrNull, whole } from "../internal/options.ts";
import type { Network } from "../network.ts";
import { avgPool } from "../spatial/avg-pool.ts";
import { conv } from "../spatial/conv.ts";
import { globalAvgPool } from "../spatial/global-avg-pool.ts";

interface Myrtle {
  readonly type: "myrtle";
  /** Standard deviation of all weights, √2 unless given. */
  readonly weightStd: number;
  /** Standard deviation of all biases, null (none) unless given. */
  readonly biasStd: number | null;
  /** Channels of every convolution of a finite network. */
  readonly channels?: number;
  /** Width of the last layer of a finite network. */
  readonly outputs?: number;
}

/** Options of {@link myrtle5}, {@link myrtle7} and {@link myrtle10}; all have a default. */
export type MyrtleOptions = Partial<Omit<Myrtle, "type">>;

const myrtleDefinition: NodeDefinition<Myrtle> = defineNode<Myrtle>(
  "myrtle",
  "Convolutions 3 x 3 with relu in three groups, means over 2 x 2 between them.",
  {
    weightStd: nonNegative("Standard deviation of all weights.").default(Math.SQRT2),
    biasStd: nonNegativeOrNull("Standard deviation of all biases.").default(null),
    channels: whole("Channels of every convolution of a finite network.", 1).optional(),
    outputs: whole("Width of the last layer of a finite network.", 1).optional(),
  },
);

/**
 * Returns the network of the Myrtle-5 kernel: convolutions 3 × 3 with relu in groups of 2, 1 and 1, each
 * followed by means over 2 × 2, the last by the mean over all places, and a readout.
 *
 * @see Shankar et al. 2020, arXiv:2003.02237
 */
export function myrtle5(options: MyrtleOptions = {}): SerialNode {
  return myrtle([2, 1, 1], options);
}

/** Returns the network of the Myrtle-7 kernel: as {@link myrtle5} with groups of 2, 2 and 2. */
export function myrtle7(options: MyrtleOptions = {}): SerialNode {
  return myrtle([2, 2, 2], options);
}

/** Returns the network of the Myrtle-10 kernel: as {@link myrtle5} with groups of 3, 3 and 3. */
export function myrtle10(options: MyrtleOptions = {}): SerialNode {
  return myrtle([3, 3, 3], options);
}

function myrtle(groups: readonly number[], options: MyrtleOptions): SerialNode {
  const { weightStd, biasStd, channels, outputs } = construct(myrtleDefinition, options);
  const convolution = conv({
    filterShape: [3, 3],
    padding: "same",
    weightStd,
    biasStd,
    ...(channels === undefined ? {} : { channels }),
  });
  const layers = groups.flatMap((count, i): Network[] => [
    ...Array.from({ length: count }, () => [convolution, relu()]).flat(),
    i === groups.length - 1 ? globalAvgPool() : avgPool({ windowShape: [2, 2], strides: [2, 2] }),
  ]);
  const readout = dense({
    weightStd,
    biasStd,
    ...(outputs === undefined ? {} : { units: outputs }),
  });
  return serial(...layers, readout);
}
