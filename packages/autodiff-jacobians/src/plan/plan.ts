import type { Op } from "../ops/op.ts";

/** A parameter of a finite network. */
export interface ParameterSpec {
  /** Its layer's place in the network, then what it is: `0.weight`, `2.1.bias`. */
  readonly name: string;
  /** The layer's place: `0`, `2.1`. */
  readonly layer: string;
  /** What it is to the layer: `weight`, `bias`, `scale`, `shift`, `query`, … */
  readonly parameter: string;
  readonly shape: readonly number[];
  /** Factor in front of it in the forward pass: weightStd / √fanIn in the NTK parametrisation. */
  readonly scale: number;
  /** Standard deviation of its normal initial values. */
  readonly std: number;
  /** Mean of its initial values: 1 for gains and variances. */
  readonly mean: number;
  readonly trainable: boolean;
  /** Its learning rate relative to the one of the training, in the parametrisation of the network. */
  readonly learningRate: number;
}

/** A network as a list of operations. Slot 0 is the input, slot k + 1 the result of operation k. */
export interface Plan {
  readonly ops: readonly Op[];
  readonly parameters: readonly ParameterSpec[];
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** The slot of the output. */
  readonly output: number;
  /** Whether a trained parameter lies before the slot, so that cotangents must reach it. */
  readonly trained: readonly boolean[];
  /** For every slot the last operation that reads it; the output counts as read at the end. */
  readonly lastUse: readonly number[];
}
