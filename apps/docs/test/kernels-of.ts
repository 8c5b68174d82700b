import type { Network } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { type Matrix, toRows } from "@ntkit/linalg";
import { x } from "./recursions.ts";

/** Both kernels of `network` among the rows of `inputs`. */
export async function kernels(
  network: Network,
  inputs: Matrix = x,
): Promise<{ nngp: number[][]; ntk: number[][] }> {
  const { nngp, ntk } = await kernelFunction(network).evaluate(inputs, undefined, {
    get: ["nngp", "ntk"],
  });
  return { nngp: toRows(nngp), ntk: toRows(ntk) };
}
