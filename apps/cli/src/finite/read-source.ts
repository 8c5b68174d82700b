import { networkHash } from "@ntkit/architecture";
import type { FactorSource, FiniteModel } from "@ntkit/autodiff-jacobians";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { FiniteFlags } from "./finite-kernel-command.ts";
import { readFiniteModel } from "./read-finite-model.ts";
import { readTfjsModel } from "./read-tfjs-model.ts";

/** What a kernel is computed of. */
export interface Source {
  readonly model: FactorSource & {
    forward(
      x: Tensor,
      options: Pick<Parameters<FiniteModel["forward"]>[1] & object, "engine" | "signal">,
    ): Promise<Matrix>;
  };
  /** Rows of a matrix that takes about as much work: threads pay for wide networks, or many examples. */
  readonly work: number;
  /** Where it is from, for the report. */
  readonly origin: Readonly<Record<string, string>>;
}

/**
 * The network of the flags at its parameters, or the TensorFlow.js model.
 *
 * @throws UsageError unless exactly one of them is given
 */
export async function readSource(io: Io, flags: FiniteFlags, x1: Tensor): Promise<Source> {
  const { network: named, model: file } = flags;
  if ((named === undefined) === (file === undefined)) {
    const got = named === undefined ? "neither" : "both";
    throw new UsageError(`--network: must be given, or --model for a TensorFlow.js model, got ${got}`); // prettier-ignore
  }
  const inputShape = x1.shape.slice(1);
  if (file === undefined) {
    if (flags.backend !== undefined) throw new UsageError("--backend: needs --model");
    const network = await readNetwork(io.cwd, named!);
    const model = await readFiniteModel(io.cwd, network, inputShape, flags);
    return { model, work: workOf(model, x1), origin: { networkHash: networkHash(network) } };
  }
  if (flags.parameters !== undefined || flags.seed !== undefined) {
    throw new UsageError("--parameters, --seed: a model has its own, leave them out");
  }
  const { source, backend } = await readTfjsModel(io, file, inputShape, flags.backend);
  const numbers = source.bytesPerExample(1) / 4;
  const work = Math.sqrt(numbers * x1.shape[0]!);
  return { model: source, work, origin: { model: file, backend } };
}

function workOf({ network }: FiniteModel, { shape }: Tensor): number {
  const weights = network.parameters.reduce(
    (sum, parameter) => sum + parameter.shape.reduce((product, size) => product * size, 1),
    0,
  );
  return Math.sqrt((weights * shape[0]!) / 10);
}
