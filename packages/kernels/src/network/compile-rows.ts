import type { Network } from "@ntkit/architecture";
import { checkNetwork, NetworkError } from "@ntkit/architecture";
import type { ScalarActivation } from "../duals/dual.ts";
import type { KernelOptions } from "../kernel-functions.ts";
import type { Instruction } from "./compile.ts";
import { compile } from "./compile.ts";
import { isRowNetwork } from "./is-row-network.ts";

/**
 * The rules of a network whose inputs are rows of features.
 *
 * @throws {NetworkError} when it has layers that need places, or no kernel
 */
export function compileRows(
  network: Network,
  width: number,
  { elementwise = {} }: KernelOptions,
): readonly Instruction[] {
  checkNetwork(network);
  if (!isRowNetwork(network)) {
    const message = "must have layers for rows of features only, got layers that need places";
    throw new NetworkError(message, { path: [] });
  }
  const functions = new Map<string, ScalarActivation>(Object.entries(elementwise));
  return compile(network, width, { functions });
}
