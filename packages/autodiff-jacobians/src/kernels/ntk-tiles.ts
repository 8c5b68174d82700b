import type { SymmetricTiles } from "@ntkit/linalg";
import type { Factors, FactorNumbers, SiteFactors } from "../factors/factors.ts";
import { countOf, examplesOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { FactorSource } from "../network/factor-source.ts";
import { selectExamples } from "../training/batches.ts";
import { empiricalNtk } from "./empirical-ntk.ts";
import { ntkFromFactors } from "./ntk-from-factors.ts";
import { cotangentsOf, tileSizes } from "./tiling.ts";
import type { KernelOptions } from "./tiling.ts";

/**
 * The traced empirical NTK [N, N] as a matrix that need not be there as a whole: any part of it on
 * demand, for conjugate gradients, pivoted Cholesky and whatever else takes tiles.
 */
export function ntkTiles(
  source: FactorSource,
  x: Inputs,
  options: KernelOptions = {},
): SymmetricTiles {
  const at = (indices: Int32Array): Inputs => selectExamples(x, indices);
  return {
    size: countOf(x),
    tile: (rows, cols) => empiricalNtk(source, at(rows), at(cols), options),
    diagonal: () => ntkDiagonal(source, x, options),
  };
}

/** The diagonal of the traced empirical NTK, Θ[n, n], shape [N]: a kernel of 1×1 for each example. */
export async function ntkDiagonal(
  source: FactorSource,
  x: Inputs,
  options: KernelOptions = {},
): Promise<Float64Array> {
  const { engine, signal, precision, onProgress } = options;
  const diagonal = new Float64Array(countOf(x));
  const cotangents = cotangentsOf("ntkDiagonal", options, source);
  const { piece: step } = tileSizes(source, { ...options, cotangents }, 1);
  for (let from = 0; from < diagonal.length; from += step) {
    const examples = examplesOf(x, from, Math.min(diagonal.length, from + step));
    const factors = await source.factors(examples, { cotangents, engine, signal, precision });
    for (let n = 0; n < factors.examples; n++) {
      const kernel = await ntkFromFactors(one(factors, n), undefined, { engine, signal });
      diagonal[from + n] = kernel.data[0]!;
      onProgress?.((from + n + 1) / diagonal.length);
    }
  }
  return diagonal;
}

/** The factors of one example. */
function one(factors: Factors, n: number): Factors {
  const { examples, outputs, values } = factors;
  const part = (x: FactorNumbers, groups: number): FactorNumbers => cut(x, groups, examples, n);
  const sites = factors.sites.map((site): SiteFactors => {
    if (site.kind === "vector") return { ...site, gradients: part(site.gradients, outputs) };
    const b = part(site.b, outputs);
    if (site.kind === "linear") return { ...site, a: part(site.a, 1), b, outer: undefined };
    if (site.kind === "local") return { ...site, a: part(site.a, 1), b };
    const { positions, ids } = site;
    return { ...site, ids: ids.slice(n * positions, (n + 1) * positions), b };
  });
  const row = values.data.slice(n * values.cols, (n + 1) * values.cols);
  return { examples: 1, outputs, values: { rows: 1, cols: values.cols, data: row }, sites };
}

/** Example n of [groups, examples, ..]. */
function cut(x: FactorNumbers, groups: number, examples: number, n: number): FactorNumbers {
  const size = x.length / (groups * examples);
  const result = new Float64Array(groups * size);
  for (let g = 0; g < groups; g++) {
    const from = (g * examples + n) * size;
    result.set(x.subarray(from, from + size), g * size);
  }
  return result;
}
