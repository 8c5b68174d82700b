import type { Network } from "@ntkit/architecture";
import { networkHash } from "@ntkit/architecture";
import type { InputOptions, KernelKind, Sides } from "../kernel-functions.ts";
import type { Inputs } from "../inputs.ts";
import type { Graphs } from "../spatial/examples.ts";
import { numbersHash } from "./numbers-hash.ts";

/** Inputs by their shape [N, …] and their SHA-256 as 64 hexadecimal digits. */
export interface InputsRecord {
  readonly shape: readonly number[];
  readonly sha256: string;
}

/** What a saved kernel matrix is of: plain data, to be written beside the numbers. */
export interface KernelRecord {
  readonly format: "ntkit-kernel";
  readonly version: 1;
  /** See `networkHash` of \@ntkit/architecture. */
  readonly networkHash: string;
  readonly x1: InputsRecord;
  /** null: the matrix is of x1 with itself, and symmetric. */
  readonly x2: InputsRecord | null;
  readonly options: KernelRecordOptions;
}

/** Options that values depend on; what was not given is left out. A mask or pattern is a SHA-256. */
export interface KernelRecordOptions {
  readonly precision?: "float32";
  /** "NaN" stands for itself, which JSON has not. */
  readonly maskConstant?: number | "NaN";
  readonly mask?: Sides<string>;
  readonly pattern?: Sides<string>;
}

/** What {@link kernelRecord} takes of the options of an evaluation, and how it is stopped. */
export interface KernelRecordSource extends Omit<InputOptions<KernelKind>, "get"> {
  readonly precision?: "float64" | "float32" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The record of `kernelFunction(network).evaluate(x1, x2, options)`: which network, which inputs and which
 * options. Equal records mean equal matrices (but for functions behind `elementwise` nodes, which have no
 * hash). O(entries of the inputs), in slices; it holds none of the inputs' numbers.
 *
 * @throws {NetworkError} when the network is nested more deeply than readers accept
 */
export async function kernelRecord(
  network: Network,
  x1: Inputs,
  x2?: Inputs,
  options: KernelRecordSource = {},
): Promise<KernelRecord> {
  const { signal } = options;
  return {
    format: "ntkit-kernel",
    version: 1,
    networkHash: networkHash(network),
    x1: await inputsRecord(x1, signal),
    x2: x2 === undefined || x2 === x1 ? null : await inputsRecord(x2, signal),
    options: await optionsRecord(options),
  };
}

async function inputsRecord(x: Inputs, signal: AbortSignal | undefined): Promise<InputsRecord> {
  const shape = "shape" in x ? [...x.shape] : [x.rows, x.cols];
  return { shape, sha256: await numbersHash(shape, [x.data], signal) };
}

async function optionsRecord(options: KernelRecordSource): Promise<KernelRecordOptions> {
  const { precision, maskConstant, mask, pattern, signal } = options;
  return {
    ...(precision === "float32" && { precision }),
    ...(maskConstant !== undefined && {
      maskConstant: Number.isNaN(maskConstant) ? "NaN" : maskConstant,
    }),
    ...(mask && { mask: await sides(mask, (one) => numbersHash(one.shape, [one.data], signal)) }),
    ...(pattern && { pattern: await sides(pattern, (graphs) => graphsHash(graphs, signal)) }),
  };
}

async function sides<T>(
  { x1, x2 }: Sides<T>,
  hash: (one: T) => Promise<string>,
): Promise<Sides<string>> {
  return { ...(x1 && { x1: await hash(x1) }), ...(x2 && { x2: await hash(x2) }) };
}

function graphsHash(graphs: Graphs, signal: AbortSignal | undefined): Promise<string> {
  if ("shape" in graphs) return numbersHash(graphs.shape, [graphs.data], signal);
  const lists = graphs.flatMap(({ from, to, weights }) => [from, to, weights ?? []]);
  const shape = lists.map((list) => list.length);
  return numbersHash(
    shape,
    lists.map((list) => Float64Array.from(list)),
    signal,
  );
}
