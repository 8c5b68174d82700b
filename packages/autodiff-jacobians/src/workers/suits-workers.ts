import { sizesOf } from "../kernels/kernel-request.ts";
import type { KernelRequest } from "../kernels/kernel-request.ts";
import type { KernelForm } from "../kernels/form.ts";

/** Parameters that stay in the cache of a processor. */
const FEW_PARAMETERS = 2 ** 20;
/** Rows for which reading and packing weights takes as long as multiplying by them. */
const FEW_ROWS = 100;

/**
 * Whether workers are faster than the engine. Each of them reads all weights, while the threads of an
 * engine read a part: that is slower where the weights are many and the examples of a thread few.
 */
export function suitsWorkers(request: KernelRequest<KernelForm>, threads: number): boolean {
  const { engine, source } = request;
  if (engine === undefined) return true;
  const { n, q } = sizesOf(request);
  const rows = Math.ceil(n / threads) * (1 + q);
  return rows >= FEW_ROWS || (source.portable?.parameterCount ?? 0) <= FEW_PARAMETERS;
}
