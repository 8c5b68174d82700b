import type { Inputs } from "../inputs.ts";
import type { FactorSource } from "../network/factor-source.ts";
import { suitsWorkers } from "../workers/suits-workers.ts";
import { piecesOnWorkers } from "../workers/pieces-on-workers.ts";
import { checkKernel } from "./check-kernel.ts";
import { emptyKernel } from "./form.ts";
import type { KernelForm, KernelOf } from "./form.ts";
import { sizesOf } from "./kernel-request.ts";
import { kernelsByPieces } from "./kernels-by-pieces.ts";
import { piecesHere } from "./pieces-here.ts";
import { WHOLE } from "./sum-of-sites.ts";
import type { ContributionKey } from "./sum-of-sites.ts";
import { cotangentsOf } from "./tiling.ts";
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
 * o = p, [N, M, O]. Built from Jacobian factors ({@link ntkFromFactors}), which exist for a piece of the
 * examples at a time; kept is what kernels are made of, cotangents and gradients of convolutions, of two
 * tiles of examples. Without x₂ half of the tiles is computed.
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
  const kernels = await kernelsByKey(source, x1, x2, { ...options, form }, undefined);
  if (kernels[WHOLE] !== undefined) return kernels[WHOLE];
  const cotangents = cotangentsOf("empiricalNtk", options, source);
  return emptyKernel(form, sizesOf({ source, x1, x2, cotangents }));
}

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
  return kernelsByKey(source, x1, x2, { ...options, form }, by);
}

async function kernelsByKey<F extends KernelForm>(
  source: FactorSource,
  x1: Inputs,
  x2: Inputs | undefined,
  options: NtkOptions<F> & { readonly form: F },
  key: ContributionKey | undefined,
): Promise<Record<string, KernelOf[F]>> {
  const cotangents = cotangentsOf("empiricalNtk", options, source);
  const request = { ...options, source, x1, x2, key, cotangents };
  const { workers } = options;
  const threaded = workers !== undefined && suitsWorkers(request, workers.threads);
  const computer = threaded ? piecesOnWorkers(workers, request) : piecesHere(request);
  const kernels = await kernelsByPieces(computer, request);
  for (const { data } of Object.values(kernels)) checkKernel("empiricalNtk", data);
  return kernels;
}
