import type { Network } from "@ntkit/architecture";
import type { EvaluateOptions, KernelKind } from "@ntkit/kernels";
import { kernelFunction } from "@ntkit/kernels";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { expect } from "vitest";

/** K and Θ. */
export type Kernels = Readonly<Record<KernelKind, Matrix>>;

/** Both kernels of a network, of one set of inputs or between two. */
export async function evaluate(
  network: Network,
  x1: Tensor | Matrix,
  x2?: Tensor | Matrix,
  options?: EvaluateOptions<KernelKind>,
): Promise<Kernels> {
  return kernelFunction(network).evaluate(x1, x2, options);
}

/** Expects both kernels to agree entry by entry, to `rtol` of the entry and of the largest one. */
export function expectSame(actual: Kernels, expected: Kernels, rtol = 1e-13): void {
  for (const kind of ["nngp", "ntk"] as const) {
    const scale = Math.max(...expected[kind].data.map(Math.abs));
    expect(actual[kind], kind).toBeAllclose(expected[kind], { rtol, atol: rtol * scale });
  }
}
