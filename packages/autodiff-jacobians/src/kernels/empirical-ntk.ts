import type { SiteFactors } from "../factors/factors.ts";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { FactorSource } from "../network/factor-source.ts";
import { checkKernel } from "./check-kernel.ts";
import { emptyKernel, placeTile } from "./form.ts";
import type { KernelForm, KernelOf } from "./form.ts";
import { pairKernel } from "./pair-kernel.ts";
import type { KeyOf } from "./pair-kernel.ts";
import { cotangentsOf, forEachTile } from "./tiling.ts";
import type { KernelOptions } from "./tiling.ts";

/** Which entries of the kernel are asked for. */
export interface NtkOptions<F extends KernelForm> extends KernelOptions {
  /** Default: "trace". */
  readonly form?: F | undefined;
}

/**
 * The empirical tangent kernel of a finite network, Θ[n, o, m, p] = Σ_w ∂f_o(x_n)/∂w ∂f_p(x_m')/∂w.
 *
 * "trace" is the mean over outputs, [N, M]; "full" is [N, O, M, O], and "diagonal" its entries with
 * o = p, [N, M, O]. Built from Jacobian factors ({@link ntkFromFactors}) tile by tile: of no example a
 * gradient is kept, and memory is that of the factors of two tiles, 8 N Q Σ widths bytes. Without x₂
 * half of the tiles is computed.
 *
 * @throws {@link !ShapeError} for inputs of another shape; {@link !NumericalError} `non-finite`
 */
export async function empiricalNtk<F extends KernelForm = "trace">(
  source: FactorSource,
  x1: Inputs,
  x2?: Inputs,
  options: NtkOptions<F> = {},
): Promise<KernelOf[F]> {
  const form = options.form ?? ("trace" as F);
  const kernels = await kernelsByKey(source, x1, x2, { ...options, form }, () => "ntk");
  const q = cotangentsOf("empiricalNtk", options, source)?.rows ?? source.outputs;
  return kernels.ntk ?? emptyKernel(form, countOf(x1), countOf(x2 ?? x1), q);
}

/** How {@link ntkContributions} divides the kernel: by layer, by parameter, or by kind of parameter. */
export type ContributionKey = "layer" | "name" | "parameter";

/**
 * The parts of {@link empiricalNtk} that single layers ("layer": `0`, `2.1`), parameters ("name":
 * `0.weight`) or kinds of parameters ("parameter": `weight`, `bias`) contribute. Their sum is the kernel.
 */
export async function ntkContributions<F extends KernelForm = "trace">(
  source: FactorSource,
  x1: Inputs,
  x2: Inputs | undefined,
  by: ContributionKey,
  options: NtkOptions<F> = {},
): Promise<Readonly<Record<string, KernelOf[F]>>> {
  const form = options.form ?? ("trace" as F);
  return kernelsByKey(source, x1, x2, { ...options, form }, (site: SiteFactors) => site[by]);
}

async function kernelsByKey<F extends KernelForm>(
  source: FactorSource,
  x1: Inputs,
  x2: Inputs | undefined,
  options: NtkOptions<F> & { readonly form: F },
  keyOf: KeyOf,
): Promise<Record<string, KernelOf[F]>> {
  const { form } = options;
  const cotangents = cotangentsOf("empiricalNtk", options, source);
  const sizes = {
    n: countOf(x1),
    m: countOf(x2 ?? x1),
    q: cotangents?.rows ?? source.outputs,
  };
  const kernels: Record<string, KernelOf[F]> = {};
  await forEachTile(source, x1, x2, { ...options, cotangents }, async ({ left, right, place }) => {
    const parts = await pairKernel(left, right, form, keyOf, options);
    for (const [key, sums] of parts) {
      const kernel = (kernels[key] ??= emptyKernel(form, sizes.n, sizes.m, sizes.q));
      const mirrored = x2 === undefined && place.row !== place.col;
      placeTile(kernel.data, form, sums, sizes, place, mirrored);
    }
  });
  for (const { data } of Object.values(kernels)) checkKernel("empiricalNtk", data);
  return kernels;
}
