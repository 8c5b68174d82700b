import type { Network } from "@ntkit/architecture";
import { type FiniteModel, type FiniteNetwork, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { DataError, npyToTensor, readNpz } from "@ntkit/datasets";
import type { Tensor } from "@ntkit/linalg";
import { readInput } from "../input/read-file.ts";
import { UsageError } from "../errors/usage-error.ts";

/** Where a finite network's parameters come from: a file or a seed. */
export interface ParameterFlags {
  readonly parameters?: string;
  readonly seed?: number;
}

/**
 * A finite network with the parameters of an NPZ file, or with random ones. Layers that say no width
 * take that of the file's arrays.
 *
 * @throws UsageError unless exactly one of file and seed is given
 * @throws DataError when the file has not the network's parameters
 */
export async function readFiniteModel(
  cwd: string,
  network: Network,
  inputShape: readonly number[],
  { parameters: file, seed }: ParameterFlags,
): Promise<FiniteModel> {
  if ((file === undefined) === (seed === undefined)) {
    const got = file === undefined ? "neither" : "both";
    throw new UsageError(`--parameters: must be given, or --seed for random ones, got ${got}`);
  }
  if (file === undefined) {
    const finite = finiteNetwork(network, inputShape);
    return finite.at(finite.initialize(seed!));
  }
  const arrays = [...readNpz(await readInput(cwd, file), { file })];
  const parameters = Object.fromEntries(
    arrays.map(([name, array]): [string, Tensor] => [name, npyToTensor(array, { file })]),
  );
  return withParameters(
    finiteNetwork(network, inputShape, { widthsFrom: parameters }),
    parameters,
    file,
  );
}

function withParameters(
  finite: FiniteNetwork,
  parameters: Readonly<Record<string, Tensor>>,
  file: string,
): FiniteModel {
  try {
    return finite.at(parameters);
  } catch (cause) {
    const message = (cause as Error).message.replace(/^at: /, "");
    throw new DataError(message, { file, cause });
  }
}
