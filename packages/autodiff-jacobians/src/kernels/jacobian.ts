import { plainEngine, tensor } from "@ntkit/linalg";
import type { EngineOptions, Tensor } from "@ntkit/linalg";
import type { EmbeddingFactors, LocalFactors, SiteFactors } from "../factors/factors.ts";
import type { Inputs } from "../inputs.ts";
import { countOf } from "../inputs.ts";
import type { FiniteModel } from "../network/finite-model.ts";
import { sizeOf } from "../ops/op.ts";
import { writtenOut } from "./small-jacobian.ts";

/** Which parameters {@link jacobian} differentiates by. */
export interface JacobianOptions extends EngineOptions {
  /** Names of trained parameters. Default: all. */
  readonly names?: readonly string[] | undefined;
}

/**
 * Per-example Jacobians written out: for every parameter [N, O, ...shape of the parameter]. They take
 * 8 N O P bytes; no kernel needs them.
 *
 * @throws {@link !RangeError} for a name that is no trained parameter
 */
export async function jacobian(
  model: FiniteModel,
  x: Inputs,
  options: JacobianOptions = {},
): Promise<Readonly<Record<string, Tensor>>> {
  const { engine = plainEngine, signal, names } = options;
  const { sites, examples, outputs } = await model.factors(x, options);
  const unknown = names?.find((name) => !sites.some((site) => site.name === name));
  if (unknown !== undefined) {
    const known = sites.map(({ name }) => name).join(", ") || "none";
    throw new RangeError(`jacobian: names must be of ${known}, got ${unknown}`);
  }
  const shapes = new Map(model.network.parameters.map(({ name, shape }) => [name, shape]));
  const jacobians: Record<string, Tensor> = {};
  for (const site of sites) {
    if (names !== undefined && !names.includes(site.name)) continue;
    const gradients = await gradientsOfSite(site, examples, { outputs, engine, signal });
    const shape = shapes.get(site.name)!;
    const data = examplesFirst(gradients, examples, outputs, sizeOf(shape));
    jacobians[site.name] = tensor([countOf(x), outputs, ...shape], data);
  }
  return jacobians;
}

/** Derivatives [Q, N, P] of one parameter. */
async function gradientsOfSite(
  site: SiteFactors,
  examples: number,
  call: Parameters<typeof writtenOut>[2],
): Promise<ArrayLike<number>> {
  switch (site.kind) {
    case "vector":
      return site.gradients;
    case "linear":
      return (await writtenOut(site, examples, call)).gradients;
    case "local":
      return localGradients(site, examples, call.outputs);
    case "embedding":
      return tableGradients(site, examples, call.outputs);
  }
}

function localGradients(site: LocalFactors, examples: number, outputs: number): Float64Array {
  const { a, b, positions, inputs, units, scale } = site;
  const entries = inputs * units;
  const result = new Float64Array(outputs * examples * positions * entries);
  for (let row = 0; row < outputs * examples * positions; row++) {
    const from = (row % (examples * positions)) * inputs;
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < units; j++) {
        result[row * entries + i * units + j] = scale * a[from + i]! * b[row * units + j]!;
      }
    }
  }
  return result;
}

function tableGradients(site: EmbeddingFactors, examples: number, outputs: number): Float64Array {
  const { ids, b, positions, units, vocabulary, scale } = site;
  const result = new Float64Array(outputs * examples * vocabulary * units);
  for (let row = 0; row < outputs * examples * positions; row++) {
    const id = ids[row % (examples * positions)]!;
    const to = (Math.floor(row / positions) * vocabulary + id) * units;
    for (let j = 0; j < units; j++) result[to + j]! += scale * b[row * units + j]!;
  }
  return result;
}

/** [Q, N, P] as [N, Q, P]. */
function examplesFirst(
  x: ArrayLike<number>,
  examples: number,
  outputs: number,
  entries: number,
): Float64Array {
  const result = new Float64Array(x.length);
  for (let at = 0; at < x.length; at++) {
    const p = at % entries;
    const row = Math.floor(at / entries);
    const [q, n] = [Math.floor(row / examples), row % examples];
    result[(n * outputs + q) * entries + p] = x[at]!;
  }
  return result;
}
